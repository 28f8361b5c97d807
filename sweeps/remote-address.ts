import { formatIp, parseIp } from "../domain/ip-bits";

const LONGEST = 80;

/**
 * The address in a field of a log, in canonical notation (RFC 5952), so that one address is one group whichever log names it. Undefined for what
 * is none, and for those that say nothing about where somebody came from: "-", "LOCAL", loopback, unspecified. IPv6's brackets and zone are dropped
 * and an embedded IPv4 address taken out.
 */
export function remoteAddress(written: string): string | undefined {
  if (isPlainIPv4(written)) return isNobody(written) ? undefined : written;
  if (written.length > LONGEST || !written.includes(":")) return undefined;
  const bare = written.startsWith("[") && written.endsWith("]") ? written.slice(1, -1) : written;
  const zone = bare.indexOf("%");
  const ip = parseIp(zone > 0 ? bare.slice(0, zone) : bare);
  if (!ip) return undefined;
  const address = formatIp(ip);
  return address === "::" || address === "::1" || isNobody(address) ? undefined : address;
}

const isNobody = (address: string): boolean => address.startsWith("127.") || address === "0.0.0.0";

/** As nearly all are, without making anything of it. */
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
