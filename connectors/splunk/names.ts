import { parseAddress } from "../../domain/address";
import type { Entity } from "../../domain/entity";
import { isWritable } from "./spl";

/**
 * By what events may name an entity, whole: of an account never the bare name, which may be anybody's, and of a host
 * the short and the full name.
 */
export const namesOf = (entity: Entity): string[] => [
  ...new Set(known(entity).filter((name) => isWritable(name))),
];

function known(entity: Entity): string[] {
  if (entity.kind === "Ip") return given(parseAddress(entity.address));
  if (entity.kind === "Host") {
    const { hostName, dnsDomain } = entity;
    return given(hostName, hostName && dnsDomain && `${hostName}.${dnsDomain}`);
  }
  if (entity.kind !== "Account") return [];
  const { userPrincipalName, aadUserId, sid, ntDomain, name } = entity;
  return given(userPrincipalName, aadUserId, sid, ntDomain && name && `${ntDomain}\\${name}`);
}

const given = (...names: (string | undefined)[]): string[] =>
  names.filter((name): name is string => name !== undefined && name !== "");
