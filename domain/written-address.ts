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

/** Text without the quotes, spaces and closing punctuation that it was copied with. */
export function withoutFrame(text: string): string {
  return text.replace(/^[\s"'<(`]+/, "").replace(/[\s"'>)`.,;]{1,20}$/, "");
}
