import { isIPv4 } from "node:net";

const numberOf = (address: string): number =>
  address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** Whether an IP group takes a text: one IPv4 address, a prefix, or a range from low to high. */
export function isEntry(text: unknown): boolean {
  if (typeof text !== "string") return false;
  const [address = "", length] = text.split("/", 2);
  if (text.includes("/")) {
    return isIPv4(address) && /^\d{1,2}$/.test(length ?? "") && Number(length) <= 32;
  }
  const [low = "", high = low, ...more] = text.split("-");
  return more.length === 0 && isIPv4(low) && isIPv4(high) && numberOf(low) <= numberOf(high);
}
