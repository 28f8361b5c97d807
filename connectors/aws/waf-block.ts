import { isInNetwork } from "../../domain/address";
import type { ContainmentMethod, Look, Mark, Together } from "../../domain/containing";
import type { Claim, Resolution, Target } from "../../domain/containment";
import { parseIp } from "../../domain/ip-bits";
import { exactAddress } from "../exact-address";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Arn } from "./arn";
import { isExactly } from "./cidr";
import { type Aws, vendor } from "./client";
import { ipSetAnswer, maxAddresses, merged, nameOfSet, updated } from "./ip-set";
import type { AwsSettings } from "./settings";

const attempts = 5;

/**
 * Addresses in the IP sets that a rule of AWS WAF blocks: one for IPv4, one for IPv6. An update replaces the
 * set, and is refused when somebody else changed it since it was read: then it is read again.
 * https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateIPSet.html
 */
export function wafBlock(
  aws: Aws,
  settings: Pick<AwsSettings, "AWS_WAF_IPV4_SET" | "AWS_WAF_IPV6_SET">,
): ContainmentMethod & { together: Together } {
  function setFor({ id }: Target): Arn {
    const name = settingFor(id);
    const set = settings[name];
    if (!set) throw notConfigured(vendor, name);
    return set;
  }

  const sets = [settings.AWS_WAF_IPV4_SET, settings.AWS_WAF_IPV6_SET];

  async function change(object: string, add: string[], remove: string[], mark: Mark) {
    const set = sets.find((one) => one?.text === object);
    if (!set) {
      const message = `${object} is none of the IP sets that the settings name now: nothing was changed`;
      throw new ConnectorError(vendor, "permanent", message);
    }
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      if (await changeOnce(aws, set, add, remove, mark)) return;
    }
    const message = `IP set ${nameOfSet(set).Name} was changed by others ${attempts} times while it was read: see that whatever else writes to it waits`;
    throw new ConnectorError(vendor, "transient", message);
  }

  return {
    resolve: async (claim) => resolved(claim, (address) => settings[settingFor(address)]),
    look: async (target, mark) => {
      const { IPSet } = await readSet(aws, setFor(target), mark);
      return lookAt(IPSet.Addresses, target.id);
    },
    act: (target, mark) => change(setFor(target).text, [target.id], [], mark),
    undo: (target, _, mark) => change(setFor(target).text, [], [target.id], mark),
    together: {
      objectOf: (target) => setFor(target).text,
      change: (object, add, remove, mark) => change(object, add.map(idOf), remove.map(idOf), mark),
    },
  };
}

const settingFor = (address: string) =>
  parseIp(address)?.family === 6 ? "AWS_WAF_IPV6_SET" : "AWS_WAF_IPV4_SET";

const idOf = ({ id }: Target): string => id;

/** What a set holds, and the token of this reading. */
export const readSet = (aws: Aws, set: Arn, mark?: Mark) =>
  aws("wafv2", mark, set.region).read("GetIPSet", nameOfSet(set), ipSetAnswer);

/** False when somebody else was faster. */
async function changeOnce(
  aws: Aws,
  set: Arn,
  add: string[],
  remove: string[],
  mark: Mark,
): Promise<boolean> {
  const name = nameOfSet(set);
  const { IPSet, LockToken } = await readSet(aws, set, mark);
  const Addresses = merged(IPSet.Addresses, add, remove);
  const isSame = Addresses.join() === IPSet.Addresses.join();
  if (isSame && add.every((one) => Addresses.some((entry) => isExactly(entry, one)))) return true;
  if (isSame) {
    const message = `IP set ${name.Name} is full with ${maxAddresses} addresses: ${advice}`;
    throw new ConnectorError(vendor, "permanent", message);
  }
  const { Description } = IPSet;
  const input = { ...name, ...(Description && { Description }), Addresses, LockToken };
  const service = aws("wafv2", mark, set.region);
  const done = await service.write("UpdateIPSet", input, updated, "WAFOptimisticLockException");
  return done !== undefined;
}

const advice = "take out what is not needed, or join addresses to prefixes";

function lookAt(entries: string[], address: string): Look {
  const listed = entries.some((entry) => isExactly(entry, address));
  const state = { listed };
  // In a prefix of somebody else it is blocked already, and not listed by us.
  if (listed || entries.some((entry) => isInNetwork(address, entry))) {
    return { state, effect: "in-effect" };
  }
  if (entries.length < maxAddresses) return { state, effect: "none" };
  const failed = `The IP set is full with ${maxAddresses} addresses: ${advice}`;
  return { state, effect: "none", failed };
}

const resolved = (claim: Claim, setFor: (address: string) => Arn | undefined): Resolution =>
  exactAddress(claim, "IP sets of AWS WAF hold addresses only", (address) => {
    if (setFor(address)) return undefined;
    const family = parseIp(address)?.family;
    return `No IP set of AWS WAF is named for IPv${family}: name one in AWS_WAF_IPV${family}_SET`;
  });
