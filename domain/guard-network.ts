import { isInNetwork, parseAddress, parseNetwork, specialRange } from "./address";
import { cleanLine } from "./clean-text";
import type { Refusal } from "./refusal";

/** Why an address is in one of some networks; a network that nobody can read holds every one. */
export function protectedNetwork(
  networks: readonly string[],
  address: string,
  what: string,
): string | undefined {
  const unreadable = unreadableNetwork(networks, what);
  if (unreadable !== undefined) return unreadable;
  const network = networks.find((one) => isInNetwork(address, one));
  return network === undefined ? undefined : `It is in ${what}: ${network}`;
}

/** Why nothing can be held against some networks: one of them cannot be read. */
function unreadableNetwork(networks: readonly string[], what: string): string | undefined {
  const unreadable = networks.find((network) => parseNetwork(network) === undefined);
  return unreadable === undefined
    ? undefined
    : `The policy lists "${cleanLine(unreadable, 60)}" as ${what}, which is no network`;
}

const ofPolicy = "a network that the policy protects";

/**
 * Why a device with some addresses is in a protected network, or may be in one. Where only single public
 * addresses are protected, such as those of resolvers, one without an address is taken for another.
 */
export function refusalOfAddresses(
  addresses: readonly string[],
  networks: readonly string[],
): Refusal | undefined {
  const unreadable = unreadableNetwork(networks, ofPolicy);
  if (unreadable !== undefined) return { reason: unreadable, needsHuman: false };
  const network = addresses.length === 0 ? networks.find(mayHoldDevices) : undefined;
  if (network !== undefined) {
    return {
      reason: `Nobody could say which address it has, and the policy protects ${network}: look it up in Defender and decide yourself`,
      needsHuman: true,
    };
  }
  for (const written of addresses) {
    const address = parseAddress(written);
    const reason =
      address === undefined
        ? "It has an address that nobody can read"
        : protectedNetwork(networks, address, ofPolicy);
    if (reason !== undefined) return { reason, needsHuman: false };
  }
  return undefined;
}

function mayHoldDevices(network: string): boolean {
  const [address, length] = parseNetwork(network)!.split("/") as [string, string];
  const isSingle = Number(length) === (address.includes(":") ? 128 : 32);
  return !isSingle || specialRange(address) !== undefined;
}
