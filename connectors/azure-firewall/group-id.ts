/** The one IP group that the app may change. */
export interface IpGroupId {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
const pattern =
  /^\/subscriptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/resourceGroups\/([\p{L}\p{N}._()-]{0,89}[\p{L}\p{N}_()-])\/providers\/Microsoft\.Network\/ipGroups\/([a-z0-9](?:[\w.-]{0,78}\w)?)$/iu;

/** The parts of an IP group's ARM id; undefined when it is anything else. */
export function parseIpGroupId(id: string): IpGroupId | undefined {
  const [, subscriptionId, resourceGroup, name] = pattern.exec(id) ?? [];
  if (!subscriptionId || !resourceGroup || !name) return undefined;
  return { subscriptionId, resourceGroup, name };
}

/** The ARM path of an IP group, each value percent-encoded. */
export const ipGroupPath = ({ subscriptionId, resourceGroup, name }: IpGroupId): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${encodeURIComponent(resourceGroup)}/providers/Microsoft.Network/ipGroups/${encodeURIComponent(name)}`;
