import type { ContainmentMethod, Mark, Together } from "../../domain/containing";
import type { Claim, Resolution, Target } from "../../domain/containment";
import { exactAddress } from "../exact-address";
import { isExactly, merged } from "../address-list";
import { beingUpdated, createArm } from "../arm";
import type { ArmResource } from "../arm-resource";
import type { Checked } from "../checked";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Tokens } from "../credentials";
import type { Priorities } from "../priorities";
import { kinds } from "./kinds";
import { changedByOthers, lookAt } from "./look";
import { type Direction, deniesAll, prefixesOf, ruleName, ruleOf } from "./rule";
import { type Group, type Rule, groupResponse } from "./schema";
import { labelOf, maxRules, noRoom, query, vendor, writeRule } from "./write";

/** https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits */
const maxPrefixes = 4_000;

export interface NsgSettings {
  url: string;
  group: ArmResource | undefined;
  direction: Direction;
  priorities: Priorities;
}

/**
 * Addresses in a deny rule of ours in one network security group. One rule holds them all, not a rule
 * each: a group has room for 1,000 rules and every rule takes a priority that nobody else can have, while
 * one rule takes thousands of addresses and one write changes several. Only that rule is written, never the
 * group, and where it is there already under the condition that it is as it was read (If-Match); it is
 * looked at again after. The last address takes the rule with it.
 * https://learn.microsoft.com/rest/api/virtualnetwork/security-rules
 */
export function nsgBlock(
  { url, group: chosen, direction, priorities }: NsgSettings,
  tokens: Tokens,
): ContainmentMethod & { together: Together } & Checked {
  const permissions = kinds["nsg-block"].permissions.map(({ name }) => name).join(", ");
  const arm = createArm(
    {
      vendor,
      url,
      permissions: `${permissions} on the network security group`,
      notFound: "create the network security group, or name the right one in AZURE_NSG",
      transient: ["SecurityRuleConflict"],
    },
    tokens,
  );

  function group(): ArmResource {
    if (!chosen) throw notConfigured(vendor, "AZURE_NSG");
    return chosen;
  }
  const nameFor = (address: string): string => ruleName(group().key, direction, address);
  const objectOf = ({ id }: Target): string => `${group().key}/securityrules/${nameFor(id)}`;

  const read = (): Promise<Group> =>
    arm.read(groupResponse, { method: "GET", path: group().path, label: labelOf(group()), query });

  async function change(name: string, add: string[], remove: string[], mark: Mark): Promise<void> {
    const found = await read();
    const ours = ruleOf(found, name);
    const now = prefixesOf(ours, direction);
    const next = merged(now, add, remove);
    if (ours && add.length > 0) refuseChanged(ours);
    if (next.length === now.length && next.every((entry, index) => entry === now[index])) return;
    if (next.length > maxPrefixes && next.length > now.length) {
      throw noRoom(
        group(),
        `its rule has ${now.length} addresses, and Azure takes ${maxPrefixes}: take out what is not needed`,
      );
    }
    if (/^updating$/i.test(found.properties.provisioningState)) {
      throw beingUpdated(vendor, labelOf(group()));
    }
    await writeRule(arm, { group: group(), direction, priorities }, { found, name, next, mark });

    const after = prefixesOf(ruleOf(await read(), name), direction);
    const isIn = (one: string): boolean => after.some((entry) => isExactly(entry, one));
    if (add.every(isIn) && !remove.some(isIn)) return;
    const message = `Rule ${name} of ${labelOf(group())} was overwritten by somebody else's change at the same moment: see that whatever else writes to it waits`;
    throw new ConnectorError(vendor, "transient", message, { mayHaveHappened: true });
  }

  function refuseChanged(ours: Rule): void {
    if (!deniesAll(ours, direction)) {
      throw new ConnectorError(vendor, "permanent", changedByOthers(ours.name));
    }
  }

  return {
    resolve: async (claim) => resolved(claim),
    look: async ({ id }) => lookAt(await read(), group().key, direction, id),
    act: ({ id }, mark) => change(nameFor(id), [id], [], mark),
    undo: ({ id }, _, mark) => change(nameFor(id), [], [id], mark),

    together: {
      objectOf,
      async change(object, add, remove, mark) {
        const one = [...add, ...remove].find((target) => objectOf(target) === object);
        if (!one) {
          const message = `${labelOf(group())} is what AZURE_NSG names now, not that of ${object}: nothing was changed`;
          throw new ConnectorError(vendor, "permanent", message);
        }
        await change(nameFor(one.id), add.map(idOf), remove.map(idOf), mark);
      },
    },

    /** Reads the group, which proves that it exists and that the identity may see it. */
    async check() {
      const { securityRules: rules } = (await read()).properties;
      return `${labelOf(group())}: ${rules.length} of ${maxRules} rules, ours from priority ${priorities.from} to ${priorities.to}`;
    },
  };
}

const resolved = (claim: Claim): Resolution =>
  exactAddress(claim, "A rule of a network security group blocks addresses only");

const idOf = ({ id }: Target): string => id;
