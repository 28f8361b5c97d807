import { isIP } from "node:net";

/**
 * An address as records give it: in lower case, without brackets, zone or the clothes of IPv6 around an IPv4 address;
 * undefined for a loopback, an unspecified one, or what is no address.
 */
export function cleanAddress(text: string): string | undefined {
  if (isPlainIPv4(text)) return isNobody(text) ? undefined : text;
  if (text.length > 64 || !text.includes(":")) return undefined;
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  const zone = bare.indexOf("%");
  const address = (zone < 0 ? bare : bare.slice(0, zone)).toLowerCase();
  if (isIP(address) !== 6) return undefined;
  const mapped = ofMapped(address);
  if (mapped !== undefined) return isNobody(mapped) ? undefined : mapped;
  return address === "::1" || address === "::" || /^(?:0+:){7}0*[01]$/.test(address)
    ? undefined
    : address;
}

function isPlainIPv4(text: string): boolean {
  const { length } = text;
  if (length < 7 || length > 15) return false;
  let dots = 0;
  let value = -1;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2e) {
      if (value < 0) return false;
      dots++;
      value = -1;
    } else if (code >= 0x30 && code <= 0x39) {
      if (value === 0) return false;
      value = (value < 0 ? 0 : value * 10) + code - 0x30;
      if (value > 255) return false;
    } else return false;
  }
  return dots === 3 && value >= 0;
}

const isNobody = (ipv4: string): boolean => ipv4.startsWith("127.") || ipv4 === "0.0.0.0";

/** RFC 4291, 2.5.5.2. */
function ofMapped(address: string): string | undefined {
  const tail = /^(?:::|(?:0{1,4}:){5})ffff:([0-9a-f.:]+)$/.exec(address)?.[1];
  if (tail === undefined) return undefined;
  if (isIP(tail) === 4) return tail;
  const [high, low, more] = tail.split(":").map((part) => Number.parseInt(part, 16));
  if (high === undefined || low === undefined || more !== undefined) return undefined;
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
