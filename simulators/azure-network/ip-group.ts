import { createHash } from "node:crypto";

/** An IP group as it is kept. */
export interface IpGroupRow {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags?: Record<string, string>;
  ipAddresses: string[];
  /** ARM ids of the firewall policies that use it: with none an update is done at once. */
  firewallPolicies: string[];
  /** Counts writes: the etag is made from it. */
  revision: number;
  /** The last update; over when its time is. */
  update?: Update;
}

export interface Update {
  operationId: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  endsAt: number;
  /** Why it will fail when its time is over. */
  failure?: { code: string; message: string };
}

export type Provisioning = "Updating" | "Succeeded" | "Failed";

export const provisioningOf = ({ update }: IpGroupRow, now: number): Provisioning => {
  if (update && now < update.endsAt) return "Updating";
  return update?.failure ? "Failed" : "Succeeded";
};

/** Resource ids are equal in any case. */
export const keyOf = (subscription: string, group: string, name: string): string =>
  `${subscription}/${group}/${name}`.toLowerCase();

/** The resource as Azure Resource Manager answers it. */
export function ipGroupAnswer(row: IpGroupRow, now: number): object {
  const { subscriptionId, resourceGroup, name, location, tags, ipAddresses } = row;
  const hash = createHash("sha256").update(`${name}#${row.revision}`).digest("hex");
  const etag = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return {
    name,
    id: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Network/ipGroups/${name}`,
    etag: `W/"${etag}"`,
    type: "Microsoft.Network/ipGroups",
    location,
    ...(tags && { tags }),
    properties: {
      provisioningState: provisioningOf(row, now),
      ipAddresses,
      firewalls: [],
      firewallPolicies: row.firewallPolicies.map((id) => ({ id })),
    },
  };
}
