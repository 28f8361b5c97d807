import type { Entity } from "./entity";

/** Evidence of one kind about one entity. The policy gives each its share in the score. */
export const SIGNALS = [
  "indicator",
  "risky-account",
  "risky-sign-in",
  "sign-in-failures",
  "new-country",
  "mailbox-rule",
  "mass-download",
  "audit-log-cleared",
  "account-change",
  "anomalous-behavior",
  "related-alerts",
  "watchlist-hit",
  "threat-on-device",
  "exposed-device",
  "exfiltration",
  "blocked-traffic",
  "azure-change",
  "privileged-account",
  "no-mfa",
] as const;
export type SignalName = (typeof SIGNALS)[number];

export interface Signal {
  name: SignalName;
  /** Key of the entity that it speaks against: `keyOf`. */
  about: string;
  /** How bad it is of its kind, 0 to 1. */
  strength: number;
  /** How sure the source is, 0 to 1. */
  confidence: number;
  /** When it happened, ISO 8601; it decays from then. Undefined when it holds now. */
  at?: string;
  /** The sentence that the comment shows; hostile texts in it are cleaned. */
  because: string;
}

const prefixes: Partial<Record<Entity["kind"], string>> = {
  Ip: "address",
  Url: "url",
  DnsResolution: "domain",
  FileHash: "hash",
};

/** One key for one entity, equal to `${kind}:${value}` of its observable when it is one. */
export function keyOf(entity: Entity): string {
  return `${prefixes[entity.kind] ?? entity.kind.toLowerCase()}:${labelOf(entity)}`.toLowerCase();
}

/** What people call an entity. */
export function labelOf(entity: Entity): string {
  if (entity.kind === "Ip") return entity.address;
  if (entity.kind === "Url") return entity.url;
  if (entity.kind === "DnsResolution") return entity.domainName;
  if (entity.kind === "FileHash") return entity.value;
  return entity.label;
}
