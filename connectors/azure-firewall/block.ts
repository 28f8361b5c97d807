import type { ContainmentMethod, Look, Together } from "../../domain/containing";
import type { Claim, Resolution, Target } from "../../domain/containment";
import { parseIp } from "../../domain/ip-bits";
import { counted } from "../../domain/words";
import type { ArmResource } from "../arm-resource";
import { exactAddress } from "../exact-address";
import { audienceOf } from "../base-url";
import type { Checked } from "../checked";
import { ConnectorError, notConfigured } from "../connector-error";
import { type Tokens, bearerFor } from "../credentials";
import { createHttp } from "../http";
import { isExactly, maxEntries, merged } from "./entries";
import { kinds } from "./kinds";
import { lookAt } from "./look";
import { type IpGroupResponse, ipGroupResponse } from "./schema";

const vendor = "azure-firewall";
const query = { "api-version": "2025-05-01" };
// An update goes to every firewall that uses the group.
const updateSeconds = 60;

const permissions = kinds["firewall-block"].permissions.map(({ name }) => name).join(", ");
const advice = {
  403: `give the app's managed identity a role with ${permissions} on the IP group, and read and write of the firewall policy when it is named here`,
  404: "create the IP group, or name the right one in AZURE_FIREWALL_IP_GROUP",
};
const busyCodes = new Set(["AnotherOperationInProgress", "OperationNotAllowed"]);

/**
 * Addresses in the one IP group that a deny rule of Azure Firewall uses. A PUT replaces the whole group,
 * and there is no If-Match: it is read right before, and looked at again right after. While a change of
 * somebody else is under way Azure refuses ours (409), so two writers lose nothing unless they are not
 * a moment apart. https://learn.microsoft.com/rest/api/virtualnetwork/ip-groups
 */
export function firewallBlock(
  { url, ipGroup }: { url: string; ipGroup: ArmResource | undefined },
  tokens: Tokens,
): ContainmentMethod & { together: Together } & Checked {
  const audience = audienceOf(url, "https://management.azure.com");
  const http = createHttp({
    vendor,
    baseUrl: url,
    ...bearerFor(tokens, audience),
    rateLimitSeconds: updateSeconds,
    advice,
    kindOf: (status, body) =>
      status === 409 && busyCodes.has(codeOf(body)) ? "rate-limited" : undefined,
  });

  function group() {
    if (!ipGroup) throw notConfigured(vendor, "AZURE_FIREWALL_IP_GROUP");
    return { path: ipGroup.path, label: `IP group ${ipGroup.name}`, query };
  }

  const read = (): Promise<IpGroupResponse> =>
    http.read(ipGroupResponse, { method: "GET", ...group() });

  async function change(object: string, add: string[], remove: string[]): Promise<void> {
    const { path, label } = group();
    if (object !== path.toLowerCase()) {
      const message = `${label} is what AZURE_FIREWALL_IP_GROUP names now, not ${object}: nothing was changed`;
      throw new ConnectorError(vendor, "permanent", message);
    }
    const found = await read();
    const now = found.properties.ipAddresses ?? [];
    const next = merged(now, add, remove);
    if (isSame(now, next)) return refuseWhatIsLeftOut(label, next, add);
    if (found.properties.provisioningState === "Updating") throw busy(label);

    const { location, tags } = found;
    const body = { location, ...(tags && { tags }), properties: { ipAddresses: next } };
    await http.write(ipGroupResponse, { method: "PUT", ...group(), body });
    const after = (await read()).properties.ipAddresses ?? [];
    if (next.every((entry) => after.includes(entry)) && !remove.some((one) => isIn(after, one))) {
      return;
    }
    const message = `PUT ${label} was overwritten by somebody else's change at the same moment: see that whatever else writes to this group waits`;
    throw new ConnectorError(vendor, "transient", message, { mayHaveHappened: true });
  }

  return {
    resolve: async (claim) => resolved(claim),

    async look({ id }): Promise<Look> {
      return lookAt(await read(), id);
    },

    act: ({ id }) => change(objectOf(), [id], []),
    undo: ({ id }) => change(objectOf(), [], [id]),

    together: {
      objectOf,
      change: (object, add, remove) => change(object, add.map(idOf), remove.map(idOf)),
    },

    /** Reads the group, which proves that it exists and that the identity may see it. */
    async check() {
      const { properties } = await read();
      const users = [...(properties.firewalls ?? []), ...(properties.firewallPolicies ?? [])];
      const used =
        users.length === 0
          ? "no firewall uses it yet"
          : `used in ${counted(users.length, "place")}`;
      return `${group().label}: ${properties.ipAddresses?.length ?? 0} of ${maxEntries} entries, ${used}`;
    },
  };

  function objectOf(): string {
    return group().path.toLowerCase();
  }
}

const resolved = (claim: Claim): Resolution =>
  exactAddress(claim, "Azure Firewall's IP groups hold addresses only", (address) =>
    parseIp(address)?.family === 4
      ? undefined
      : "Azure Firewall's IP groups hold IPv4 only: block it in another way",
  );

/** There is nothing to send, and some did not fit. */
function refuseWhatIsLeftOut(label: string, next: string[], add: string[]): void {
  const leftOut = add.filter((one) => !isIn(next, one));
  if (leftOut.length === 0) return;
  const message = `${label} is full with ${maxEntries} entries: take out what is not needed, or join addresses to prefixes`;
  throw new ConnectorError(vendor, "permanent", message);
}

const busy = (label: string): ConnectorError =>
  new ConnectorError(vendor, "rate-limited", `${label} is being updated: one change at a time`, {
    retryAfterSeconds: updateSeconds,
  });

const idOf = ({ id }: Target): string => id;
const isIn = (entries: string[], address: string): boolean =>
  entries.some((entry) => isExactly(entry, address));
const isSame = (a: string[], b: string[]): boolean =>
  a.length === b.length && a.every((entry, index) => entry === b[index]);

const codeOf = (body: unknown): string =>
  (body as { error?: { code?: string } } | null | undefined)?.error?.code ?? "";
