/** What an answer is made of before it is XML; a list becomes elements of one name. */
export type Content =
  | string
  | number
  | boolean
  | Content[]
  | { [name: string]: Content | undefined };

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (one) => escapes[one]!);

/** XML of some content: entries of lists are called "member" by the query protocol, "item" by EC2's. */
export function xmlOf(content: Content, entry: "member" | "item"): string {
  if (Array.isArray(content)) {
    return content.map((one) => `<${entry}>${xmlOf(one, entry)}</${entry}>`).join("");
  }
  if (typeof content !== "object") return escaped(String(content));
  return Object.entries(content)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `<${name}>${xmlOf(member!, entry)}</${name}>`)
    .join("");
}
