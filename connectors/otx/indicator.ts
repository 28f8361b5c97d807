import type { Observable } from "../../domain/observable";
import { registrableOf } from "../../domain/public-suffix";

/** https://github.com/AlienVault-OTX/OTX-Python-SDK/blob/master/IndicatorTypes.py */
type Slug = "IPv4" | "IPv6" | "domain" | "hostname" | "url" | "file";

/**
 * Under what an observable is filed. A name is filed once, as `domain` when it can be registered and
 * as `hostname` below that; under the other one it has no pulses. Undefined for a public suffix
 * ("co.uk"), which is neither.
 */
export function slugOf({ kind, value }: Observable): Slug | undefined {
  if (kind === "address") return value.includes(":") ? "IPv6" : "IPv4";
  if (kind === "hash") return "file";
  if (kind === "url") return "url";
  const registrable = registrableOf(value);
  if (registrable === undefined) return undefined;
  return registrable === value ? "domain" : "hostname";
}

/** The request for an indicator, and a label that does not say what was looked up. */
export const generalRequest = (slug: Slug, value: string): { path: string; label: string } => ({
  path: `/api/v1/indicators/${slug}/${encodeURIComponent(value)}/general`,
  label: `/api/v1/indicators/${slug}`,
});

/** The page for people. */
export function reportUrl(slug: Slug, value: string): string {
  const page = slug === "IPv4" || slug === "IPv6" ? "ip" : slug;
  return `https://otx.alienvault.com/indicator/${page}/${encodeURIComponent(value)}`;
}
