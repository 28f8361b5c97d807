import { createHash } from "node:crypto";
import type { Target } from "../../domain/containment";
import type { Observable } from "../../domain/observable";

export type IndicatorKind =
  | "block-indicator-file"
  | "block-indicator-address"
  | "block-indicator-domain";

/** What identifies an indicator: there is one of each type and value. */
export interface Key {
  type: "FileMd5" | "FileSha1" | "FileSha256" | "IpAddress" | "DomainName" | "Url";
  value: string;
}

export function targetOf(kind: IndicatorKind, { kind: of, value }: Observable): Target {
  const id = kind === "block-indicator-domain" ? `${of}:${value}` : value;
  return { id, label: value, names: [value] };
}

export function keyOf(kind: IndicatorKind, { id, label: value }: Target): Key {
  if (kind === "block-indicator-address") return { type: "IpAddress", value };
  if (kind === "block-indicator-domain") {
    return { type: id.startsWith("url:") ? "Url" : "DomainName", value };
  }
  if (value.length === 32) return { type: "FileMd5", value };
  return { type: value.length === 40 ? "FileSha1" : "FileSha256", value };
}

/** The same for each try, and by it we know an indicator that we made: nobody can change it later. */
export const applicationOf = (kind: IndicatorKind, { id }: Target): string =>
  `soar-${createHash("sha256").update(`${kind} ${id}`).digest("hex").slice(0, 12)}`;
