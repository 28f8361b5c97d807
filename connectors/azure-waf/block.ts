import type { ContainmentMethod, Together } from "../../domain/containing";
import type { Claim, Resolution, Target } from "../../domain/containment";
import { parseIp } from "../../domain/ip-bits";
import { exactAddress } from "../exact-address";
import { isExactly, merged } from "../address-list";
import { beingUpdated, createArm, ifMatch } from "../arm";
import type { ArmResource } from "../arm-resource";
import type { Checked } from "../checked";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Tokens } from "../credentials";
import { ownDigits } from "../own-name";
import type { Priorities } from "../priorities";
import type { AnyPolicy, AnyRule, Dialect } from "./dialect";
import { kinds } from "./kinds";
import { lookAt, whyHarmless } from "./look";
import { maxRules, permanent, rulesWith, sendable, vendor } from "./policy";

export interface WafSettings {
  url: string;
  policy: ArmResource | undefined;
  priorities: Priorities;
}

/**
 * Addresses in one custom rule of ours in one policy. A PUT replaces the whole policy: it is sent as it was
 * read, with every rule of others, on condition that it still is so (If-Match), and is looked at again
 * after. A rule has no text to write into, so only its name says that it is ours. The last address takes
 * the rule with it, since Azure takes none that is empty.
 */
export function wafBlock<P extends AnyPolicy, R extends AnyRule>(
  dialect: Dialect<P, R>,
  { url, policy: chosen, priorities }: WafSettings,
  tokens: Tokens,
): ContainmentMethod & { together: Together } & Checked {
  const { kind, setting, title } = dialect;
  const query = { "api-version": dialect.version };
  const arm = createArm(
    {
      vendor,
      url,
      permissions: kinds[kind].permissions.map(({ name }) => name).join(", "),
      notFound: `create the policy, or name the right one in ${setting}`,
    },
    tokens,
  );

  function policy() {
    if (!chosen) throw notConfigured(vendor, setting);
    const name = `soar${ownDigits(kind, chosen.key)}`;
    return { path: chosen.path, key: chosen.key, label: `${title} ${chosen.name}`, name };
  }
  const objectOf = (): string => policy().key;

  function read(): Promise<P> {
    const { path, label } = policy();
    return arm.read(dialect.schema, { method: "GET", path, label, query });
  }

  const oursIn = (found: P): R | undefined =>
    dialect.rulesOf(found).find((rule) => rule.name === policy().name);
  const entriesIn = (found: P): string[] => {
    const ours = oursIn(found);
    return ours ? dialect.entriesOf(ours) : [];
  };

  async function change(add: string[], remove: string[]): Promise<void> {
    const { path, label, name } = policy();
    const found = await read();
    const now = entriesIn(found);
    const entries = merged(now, add, remove);
    const harmless = add.length > 0 ? whyHarmless(dialect, found, oursIn(found)) : undefined;
    if (harmless !== undefined) throw permanent(`${label} got no address: ${harmless}`);
    if (entries.length === now.length && entries.every((one, at) => one === now[at])) return;
    const rules = rulesWith(dialect, found, { name, label, entries }, priorities);
    if (!/^(?:succeeded|failed)$/i.test(found.properties.provisioningState)) {
      throw beingUpdated(vendor, label);
    }
    const body = sendable(dialect, found, rules);
    const request = { method: "PUT" as const, path, label, query, body };
    await arm.send({ ...request, ...ifMatch(found.etag) });

    const after = entriesIn(await read());
    const isIn = (one: string): boolean => after.some((entry) => isExactly(entry, one));
    if (add.every(isIn) && !remove.some(isIn)) return;
    const message = `PUT ${label} was overwritten by somebody else's change at the same moment: see that whatever else writes to this policy waits`;
    throw new ConnectorError(vendor, "transient", message, { mayHaveHappened: true });
  }

  return {
    resolve: async (claim) => resolved(claim, dialect.takesIpv6),
    look: async ({ id }) => lookAt(dialect, await read(), policy().name, id),
    act: ({ id }) => change([id], []),
    undo: ({ id }) => change([], [id]),

    together: {
      objectOf,
      async change(object, add, remove) {
        if (object !== objectOf()) {
          throw permanent(
            `${policy().label} is what ${setting} names now, not ${object}: nothing was changed`,
          );
        }
        await change(add.map(idOf), remove.map(idOf));
      },
    },

    /** Reads the policy, which proves that it exists and that the identity may see it. */
    async check() {
      const found = await read();
      const state = whyHarmless(dialect, found, undefined) ?? "it prevents";
      return `${policy().label}: ${dialect.rulesOf(found).length} of ${maxRules} rules, ${entriesIn(found).length} addresses of ours. ${state}`;
    },
  };
}

const resolved = (claim: Claim, takesIpv6: boolean): Resolution =>
  exactAddress(claim, "A rule of a web application firewall blocks addresses only", (address) =>
    takesIpv6 || parseIp(address)?.family === 4
      ? undefined
      : "This firewall is sure to take IPv4 only: block it in another way",
  );

const idOf = ({ id }: Target): string => id;
