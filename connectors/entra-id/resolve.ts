import type { Claim, Resolution, Target } from "../../domain/containment";
import type { Graph } from "./client";
import { findUser } from "./find-user";
import { assignableGroupsOf, rolesOf } from "./memberships";
import type { Membership, User } from "./schema";
import { isSynced } from "./synced";

/** Why something cannot be done to an account, as a question to a human; undefined when it can. */
export type Hindrance = (target: Target, user: User) => string | undefined;

const mostNames = 100;

/** The account that a claim means, with all that guards have to know of it. */
export async function resolveAccount(
  graph: Graph,
  claim: Claim,
  hindrance: Hindrance,
): Promise<Resolution> {
  if (claim.kind !== "account") return { question: "Only accounts are in Entra ID: who is meant?" };
  const found = await findUser(graph, claim.account);
  if ("question" in found) return found;
  const { user } = found;
  const roles = await rolesOf(graph, user.id);
  const groups = await assignableGroupsOf(graph, user.id);
  const target = targetOf(user, roles, groups, await isSynced(graph, user));
  const question = hindrance(target, user);
  return question === undefined ? { found: target } : { question };
}

const targetOf = (
  user: User,
  roles: Membership[],
  groups: Membership[],
  synced: boolean,
): Target => ({
  id: user.id.toLowerCase(),
  label: user.userPrincipalName,
  names: namesOf(user),
  roles: [...roles, ...groups].map(({ id, displayName }) => displayName ?? id),
  isPrivileged: roles.length > 0 || groups.length > 0,
  isSynced: synced,
});

function namesOf(user: User): string[] {
  const { onPremisesSamAccountName: sam, onPremisesDomainName: domain } = user;
  const names = [
    user.userPrincipalName,
    user.mail,
    user.onPremisesUserPrincipalName,
    sam,
    sam && domain ? `${domain.split(".", 1)[0]}\\${sam}` : undefined,
    user.onPremisesSecurityIdentifier,
    user.securityIdentifier,
    user.mailNickname,
    user.displayName,
    ...(user.proxyAddresses ?? []).map((address) => address.replace(/^[a-z0-9]+:/i, "")),
  ];
  const known = names.filter((name) => typeof name === "string" && name !== "");
  return [...new Set(known as string[])].slice(0, mostNames);
}

/** Whether an account is another tenant's: its sessions and its risk are kept there. */
export const isExternal = ({ userPrincipalName }: User): boolean =>
  userPrincipalName.toUpperCase().includes("#EXT#");
