import { parseAddress } from "./address";
import { refang } from "./defang";

const bracketed = /^\[([^\]]{2,60})\](?::\d{1,5})?$/;
const withPort = /^(\d[\d.]*):\d{1,5}$/;

/**
 * The address that a text stands for as people and products write it: defanged, quoted, in
 * brackets, with a port or a zone. Undefined when it is not exactly one address.
 */
export function addressIn(text: string): string | undefined {
  const bare = withoutFrame(refang(text));
  const host = bracketed.exec(bare)?.[1] ?? withPort.exec(bare)?.[1] ?? bare;
  const [address = ""] = host.includes(":") ? host.split("%", 1) : [host];
  return parseAddress(address);
}

/**
 * Text without the quotes, spaces and closing punctuation that it was copied with. A bracket that the
 * text itself opens is its own.
 */
export function withoutFrame(text: string): string {
  const start = text.search(/[^\s"'<(`]/);
  if (start === -1) return "";
  let end = text.length;
  let unopened = count(text, ")", start) - count(text, "(", start);
  while (end > start && isClosing(text[end - 1] ?? "", unopened)) {
    if (text[end - 1] === ")") unopened -= 1;
    end -= 1;
  }
  return text.slice(start, end);
}

const isClosing = (character: string, unopened: number): boolean =>
  character === ")" ? unopened > 0 : /[\s"'>`.,;]/.test(character);

const count = (text: string, character: string, start: number): number =>
  text.slice(start).split(character).length - 1;
