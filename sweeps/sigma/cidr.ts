import { BlockList, isIP } from "node:net";
import { Refusal } from "./refusal";

/** Whether an address is in a network, IPv4 or IPv6; an IPv4 address in IPv6's clothes is an IPv4 address. */
export function networkTest(network: string): (address: string) => boolean {
  const [address = "", prefix, ...more] = network.trim().split("/");
  const version = isIP(address);
  const widest = version === 6 ? 128 : 32;
  const length = prefix === undefined ? widest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (version === 0 || more.length > 0 || length < 0 || length > widest)
    throw new Refusal(
      `"${network}" is no network; write it as 192.0.2.0/24 or 2001:db8::/32 (the cidr modifier takes no wildcards).`,
    );
  const list = new BlockList();
  list.addSubnet(address, length, version === 6 ? "ipv6" : "ipv4");
  return (text) => {
    const bare = text.replace(/%.*$/s, "").replace(/^::ffff:(?=\d+\.)/i, "");
    const family = isIP(bare);
    return family !== 0 && list.check(bare, family === 6 ? "ipv6" : "ipv4");
  };
}
