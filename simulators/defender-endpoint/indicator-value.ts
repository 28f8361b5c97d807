import { isIP } from "node:net";
import { refuse } from "./problem";

/** Types of indicators for a file, by the digits of their hash. */
export const hashLengths: Readonly<Record<string, number>> = {
  FileMd5: 32,
  FileSha1: 40,
  FileSha256: 64,
};

/** Refuses what is no value of its type: https://learn.microsoft.com/defender-endpoint/api/common-errors */
export function checkValue(type: string, value: string): void {
  const digits = hashLengths[type];
  if (digits !== undefined && !new RegExp(`^[0-9a-f]{${digits}}$`, "i").test(value)) {
    refuse(400, "InvalidHashValue", `${type} is not valid`);
  }
  // No network in CIDR notation, and no address of a private network.
  if (type === "IpAddress" && (isIP(value) === 0 || isInternal(value))) {
    refuse(400, "InvalidIpAddress", "Only a single external IP address is supported");
  }
  if (type === "DomainName" && !/^(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}$/i.test(value)) {
    refuse(400, "InvalidDomainName", "The domain name is not valid");
  }
  if (type === "Url" && !URL.canParse(/^\w+:\/\//.test(value) ? value : `http://${value}`)) {
    refuse(400, "InvalidUrl", "The URL is not valid");
  }
}

const isInternal = (ip: string): boolean =>
  /^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\./.test(ip) ||
  /^(?:::1$|f[cde])/i.test(ip);
