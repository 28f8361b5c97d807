import { parseAddress } from "../../../domain/address";
import type { Entity } from "../../../domain/entity";

const known = (...names: (string | undefined)[]): string[] =>
  names.filter((name): name is string => name !== undefined && name !== "");

/** UPN and object id, by which the cloud's logs name an account. */
export const cloudNames = (entity: Entity): string[] =>
  entity.kind === "Account" ? known(entity.userPrincipalName, entity.aadUserId) : [];

/** By which Windows names an account, too. */
export const windowsNames = (entity: Entity): string[] =>
  entity.kind === "Account" ? known(entity.userPrincipalName, entity.name, entity.sid) : [];

/** The short and the full name: a log may hold either. */
export const hostNames = (entity: Entity): string[] => {
  if (entity.kind !== "Host") return [];
  const { hostName, dnsDomain } = entity;
  return known(hostName, hostName && dnsDomain ? `${hostName}.${dnsDomain}` : undefined);
};

export const addressNames = (entity: Entity): string[] =>
  entity.kind === "Ip" ? known(parseAddress(entity.address)) : [];

export const domainNames = (entity: Entity): string[] =>
  entity.kind === "DnsResolution" ? known(entity.domainName.toLowerCase()) : [];

export const hashNames = (entity: Entity): string[] =>
  entity.kind === "FileHash" ? [entity.value] : [];

/** An Azure resource by its id; of a host, that of its virtual machine. */
export const resourceNames = (entity: Entity): string[] => {
  if (entity.kind === "AzureResource") return [entity.resourceId];
  return entity.kind === "Host" ? known(entity.azureResourceId) : [];
};

/** A domain with all that it is part of: "a.b.example" is also of "b.example". */
export function withParents(domain: string): string[] {
  const labels = domain.toLowerCase().replace(/\.$/, "").split(".");
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
}

export const namelessAccount =
  "these logs name an account by its UPN or object id, and neither is known";
export const namelessAddress = "it is not a valid address";
