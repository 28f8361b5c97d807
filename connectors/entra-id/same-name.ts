/** Equal but for the case of a to z: a look-alike of another alphabet is another name. */
export const isSameName = (one: string | null | undefined, other: string): boolean =>
  typeof one === "string" && folded(one) === folded(other);

const folded = (text: string): string =>
  text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
