import { isInNetwork } from "../../domain/address";
import { parseIp } from "../../domain/ip-bits";

const lengthOf = (address: string): number => (parseIp(address)?.family === 6 ? 128 : 32);

/** One address as a network of one, which is all that AWS takes. */
export const cidrOf = (address: string): string => `${address}/${lengthOf(address)}`;

/** Whether a network is exactly one address, however it is written. */
export const isExactly = (network: string, address: string): boolean =>
  network.endsWith(`/${lengthOf(address)}`) && isInNetwork(address, network);
