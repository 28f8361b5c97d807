export type Xml = string | Xml[] | { [name: string]: Xml };

const token = /<\?[^>]*\?>|<(\/?)([\w.:-]+)(?:\s[^<>]*?)?(\/?)>|([^<]+)/gy;
const named: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
// An element that holds only these is a list: of the query protocol, and of EC2.
const entries = new Set(["member", "item"]);

interface Element {
  name: string;
  text: string;
  children: [name: string, value: Xml][];
}

/**
 * XML as AWS answers it, as plain data: an element with others in it is an object, or a list; any other its
 * text. Attributes are left out: AWS writes none but the name of its schema. Undefined for what is no XML.
 */
export function parseXml(text: string): Xml | undefined {
  const open: Element[] = [{ name: "", text: "", children: [] }];
  let end = 0;
  for (const [whole, closing, name = "", selfClosing, words] of text.matchAll(token)) {
    end += whole.length;
    if (words !== undefined) open.at(-1)!.text += words;
    else if (closing === "/" && !close(open, name)) return undefined;
    else if (closing === "") {
      open.push({ name, text: "", children: [] });
      if (selfClosing === "/") close(open, name);
    }
  }
  const [top] = open;
  const isWhole = end === text.length && open.length === 1 && top!.children.length === 1;
  return isWhole ? valueOf(top!) : undefined;
}

/** Ends the innermost element, if it is of this name. */
function close(open: Element[], name: string): boolean {
  const ended = open.pop()!;
  open.at(-1)?.children.push([name, valueOf(ended)]);
  return ended.name === name && open.length > 0;
}

function valueOf({ text, children }: Element): Xml {
  if (children.length === 0) return unescaped(text);
  return children.every(([name]) => entries.has(name))
    ? children.map(([, value]) => value)
    : Object.fromEntries(children);
}

const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : Number.parseInt(String(hex), 16);
    if (name !== undefined) return named[String(name)] ?? whole;
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
