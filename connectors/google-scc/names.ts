import { parseAddress } from "../../domain/address";
import type { Entity } from "../../domain/entity";
import { type Field, isWritable } from "./filter";
import type { Finding } from "./schema";

/** How findings name an entity. */
export interface Names {
  field: Field;
  /** The same name, as it may be written. */
  values: string[];
}

/** By what findings may name an entity, whole; undefined where Google knows no name of it. */
export function namesOf(entity: Entity): Names | undefined {
  const names = known(entity);
  const values = [...new Set(names?.values)].filter((value) => isWritable(value));
  return names && values.length > 0 ? { ...names, values } : undefined;
}

const email = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i;
// https://cloud.google.com/apis/design/resource_names#full_resource_name
const fullResourceName = /^\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*\.googleapis\.com\/\S+$/;

function known(entity: Entity): Names | undefined {
  if (entity.kind === "Ip") {
    const address = parseAddress(entity.address);
    return address ? { field: "indicator.ip_addresses", values: [address] } : undefined;
  }
  if (entity.kind === "CloudResource") {
    const { platform, id } = entity;
    const isOne = platform === "google-cloud" && fullResourceName.test(id);
    return isOne ? { field: "resource_name", values: [id] } : undefined;
  }
  if (entity.kind !== "Account") return undefined;
  const { userPrincipalName, name, label } = entity;
  const [found] = [userPrincipalName, name, label].filter((text) => text && email.test(text));
  return found
    ? { field: "access.principal_email", values: [found, found.toLowerCase()] }
    : undefined;
}

/** Whether a finding names it, whatever made Google answer it. */
export function isNamed({ field, values }: Names, finding: Finding): boolean {
  if (field === "resource_name") return values.some((value) => value === finding.resourceName);
  if (field === "access.principal_email") {
    const principal = finding.access?.principalEmail?.toLowerCase();
    return values.some((value) => value.toLowerCase() === principal);
  }
  const addresses = (finding.indicator?.ipAddresses ?? []).map((text) => parseAddress(text));
  return values.some((value) => addresses.includes(value));
}
