/** An element of a request, as far as commands of the XML API need it. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

const tag = /<(\/?)([\w-]+)((?:\s+[\w-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const attribute = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

const plain = (text: string): string =>
  text.replaceAll(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => entities[name]!);

/** Text as it stands in an answer. */
export const escaped = (text: string): string =>
  text.replaceAll(
    /[<>&"']/g,
    (one) => `&${Object.keys(entities).find((n) => entities[n] === one)};`,
  );

/** One element with all that is in it; undefined when the text is not well-formed. */
export function elementOf(text: string): Element | undefined {
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const reading = new RegExp(tag);
  while (reading.lastIndex < text.length) {
    const found = reading.exec(text);
    const parent = open.at(-1);
    if (!found || !parent) return undefined;
    const [, isEnd, name = "", given = "", isEmpty, words] = found;
    if (words !== undefined) parent.text += plain(words);
    else if (isEnd === "/") {
      if (open.length < 2 || open.pop()!.name !== name) return undefined;
    } else {
      const element: Element = { name, attributes: attributesIn(given), children: [], text: "" };
      parent.children.push(element);
      if (isEmpty !== "/") open.push(element);
    }
  }
  return open.length === 1 && root.children.length === 1 ? root.children[0] : undefined;
}

/** The elements at a path below one, as "payload/register/entry". */
export const at = (element: Element, path: string): Element[] =>
  path
    .split("/")
    .reduce(
      (found, name) => found.flatMap(({ children }) => children.filter((one) => one.name === name)),
      [element],
    );

const attributesIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(attribute)].map(([, name, one, other]) => [name, plain(one ?? other ?? "")]),
  );
