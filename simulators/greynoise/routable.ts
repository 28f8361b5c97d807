import { BlockList, isIPv4 } from "node:net";

const local = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["224.0.0.0", 3],
] as const) {
  local.addSubnet(network, bits);
}

/** Whether a text is an IPv4 address that anybody could have seen. */
export const isRoutable = (text: string): boolean => isIPv4(text) && !local.check(text);
