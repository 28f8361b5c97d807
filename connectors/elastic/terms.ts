import { parseAddress } from "../../domain/address";
import type { AccountEntity, Entity, HostEntity } from "../../domain/entity";

/** A clause of the Query DSL that holds only for events which name an entity exactly. */
export type Clause = { term: Record<string, Term> } | { bool: { filter: Clause[] } };
type Term = { value: string; case_insensitive?: true };

/** In bytes: what is longer no field of the type keyword has, as Elastic's own templates set it up (`ignore_above`). */
const longest = 1_024;

/**
 * How an event of the Elastic Common Schema may name an entity, each field by its whole value: of an account
 * never the bare name, which may be anybody's. https://www.elastic.co/docs/reference/ecs/ecs-field-reference
 */
export function clausesOf(entity: Entity): Clause[] {
  if (entity.kind === "Ip") {
    const address = parseAddress(entity.address);
    return address === undefined ? [] : addressFields.map((field) => exactly(field, address));
  }
  if (entity.kind === "Account") return ofAccount(entity);
  if (entity.kind === "Host") return ofHost(entity);
  if (entity.kind === "DnsResolution") return named(domainFields, entity.domainName);
  if (entity.kind === "Url") {
    return isIndexed(entity.url) ? urlFields.map((field) => exactly(field, entity.url)) : [];
  }
  if (entity.kind !== "FileHash") return [];
  const { algorithm, value } = entity;
  const own = ["file", "process", "dll"].map((of) => `${of}.hash.${algorithm.toLowerCase()}`);
  return named([...own, "related.hash"], value);
}

const addressFields = [
  "source.ip",
  "destination.ip",
  "client.ip",
  "server.ip",
  "host.ip",
  "dns.resolved_ip",
  "related.ip",
];
const domainFields = ["dns.question.name", "url.domain", "destination.domain", "server.domain"];
const urlFields = ["url.full", "url.original"];

/** A principal name stands in one field, or its two halves in two. */
function ofAccount(account: AccountEntity): Clause[] {
  const { userPrincipalName: principal = "", aadUserId, sid, ntDomain, name } = account;
  const [local = "", suffix = "", ...more] = principal.split("@");
  return [
    ...named(["user.name", "user.email"], principal),
    ...(more.length === 0 ? inDomain(local, suffix) : []),
    ...named(["user.id"], aadUserId),
    ...named(["user.id"], sid),
    ...inDomain(name, ntDomain),
  ];
}

function inDomain(name = "", domain = ""): Clause[] {
  const both = [...named(["user.name"], name), ...named(["user.domain"], domain)];
  return both.length === 2 ? [{ bool: { filter: both } }] : [];
}

function ofHost({ hostName, dnsDomain }: HostEntity): Clause[] {
  const full = hostName && dnsDomain && `${hostName}.${dnsDomain}`;
  const fields = ["host.name", "host.hostname"];
  return [...named(fields, hostName), ...named(fields, full)];
}

const isIndexed = (value: string): boolean =>
  value !== "" && value.isWellFormed() && Buffer.byteLength(value) <= longest;

/** A keyword, in any case: https://www.elastic.co/docs/reference/query-languages/query-dsl/query-dsl-term-query */
const named = (fields: readonly string[], value = ""): Clause[] =>
  isIndexed(value)
    ? fields.map((field) => ({ term: { [field]: { value, case_insensitive: true } } }))
    : [];

const exactly = (field: string, value: string): Clause => ({ term: { [field]: { value } } });
