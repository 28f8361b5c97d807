/**
 * Numbers without their padding, everything else as it is: `0x00000012` is `0x12`, `007` is `7`. The text is in lower case.
 */
export function unpadded(text: string): string {
  if (text.charCodeAt(0) !== ZERO || text.length === 1) return text;
  const found = /^(?:(0x)0*([0-9a-f]+)|0*(\d+))$/.exec(text);
  if (!found) return text;
  const [, sign, hexadecimal, decimal] = found;
  return sign === undefined ? (decimal ?? text) : `0x${hexadecimal ?? ""}`;
}

const ZERO = 48;

/** Whether it is a number in hexadecimal: such compare whatever their padding. In lower case. */
export const isHexadecimal = (text: string): boolean => /^0x[0-9a-f]+$/.test(text);

/** The number that a text is, decimal or hexadecimal; NaN when it is none. */
export function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return Number.NaN;
  const text = value.trim();
  return /^[-+]?\d+(?:\.\d+)?$|^0x[0-9a-f]+$/i.test(text) ? Number(text) : Number.NaN;
}
