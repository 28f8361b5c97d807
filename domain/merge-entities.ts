import { labelOfAccount } from "./account-entity";
import type { AccountEntity, Entity, HostEntity } from "./entity";
import { labelOfHost } from "./host-entity";

/**
 * Two lists of an incident's entities as one: what is equal, or is the same account or host by an
 * id of it, appears once with everything that is known of it. The first list wins and leads.
 */
export function mergeEntities(first: Entity[], second: Entity[]): Entity[] {
  const merged: Entity[] = [];
  const indexOf = new Map<string, number>();
  for (const entity of [...first, ...second]) {
    const known = identitiesOf(entity);
    const index = known.map((id) => indexOf.get(id)).find((at) => at !== undefined);
    const earlier = index === undefined ? undefined : merged[index];
    const joined = earlier && join(earlier, entity);
    const at = joined && index !== undefined ? index : merged.length;
    merged[at] = joined ?? entity;
    for (const id of identitiesOf(merged[at])) if (!indexOf.has(id)) indexOf.set(id, at);
  }
  return merged;
}

/** Strongest first: two entities that share one may be the same. */
function identitiesOf(entity: Entity): string[] {
  if (entity.kind === "Account") return identitiesOfAccount(entity);
  if (entity.kind === "CloudResource") return [`resource ${entity.id}`];
  if (entity.kind === "AzureResource") return [`resource ${entity.resourceId.toLowerCase()}`];
  if (entity.kind !== "Host") return [JSON.stringify(entity)];
  const { azureResourceId, defenderMachineId, label } = entity;
  return [
    ...(azureResourceId ? [`resource ${azureResourceId.toLowerCase()}`] : []),
    ...(defenderMachineId ? [`machine ${defenderMachineId}`] : []),
    `host ${label.toLowerCase()}`,
  ];
}

function identitiesOfAccount(account: AccountEntity): string[] {
  const { aadUserId, sid, userPrincipalName, label } = account;
  const identities = { id: aadUserId, sid, upn: userPrincipalName, account: label };
  return Object.entries(identities)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${value?.toLowerCase()}`);
}

function join(first: Entity, second: Entity): Entity | undefined {
  if (first.kind === "Account" && second.kind === "Account") return joinAccounts(first, second);
  if (first.kind === "Host" && second.kind === "Host") return joinHosts(first, second);
  return first;
}

// One name, two directory ids: two accounts.
function joinAccounts(first: AccountEntity, second: AccountEntity): AccountEntity | undefined {
  const differ = (["aadUserId", "sid"] as const).some(
    (id) => first[id] !== undefined && second[id] !== undefined && first[id] !== second[id],
  );
  if (differ) return undefined;
  const joined = { ...second, ...first };
  return { ...joined, label: labelOfAccount(joined) ?? first.label };
}

function joinHosts(first: HostEntity, second: HostEntity): HostEntity | undefined {
  // One name, two ids: two devices.
  const differ = (["azureResourceId", "defenderMachineId", "aadDeviceId"] as const).some((id) => {
    const [one, other] = [first[id]?.toLowerCase(), second[id]?.toLowerCase()];
    return one !== undefined && other !== undefined && one !== other;
  });
  if (differ) return undefined;
  const joined = { ...second, ...first };
  return { ...joined, label: labelOfHost(joined) ?? first.label };
}
