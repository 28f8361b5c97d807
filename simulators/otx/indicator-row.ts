import { isIP } from "node:net";
import { isRecord, SceneError } from "../simulator";

export const slugs = ["IPv4", "IPv6", "domain", "hostname", "url", "file"] as const;
export type Slug = (typeof slugs)[number];

/** What OTX holds about one indicator; `null` in a scene forgets it. */
export interface IndicatorRow {
  slug: Slug;
  /** As people write it. */
  value: string;
  pulses: number;
  /** Names of the lists that know it as popular or harmless: "alexa", "majestic", "whitelist". */
  validation: string[];
  isFalsePositive: boolean;
}

/** The second levels that this simulator takes for public suffixes; the real list is far longer. */
const secondLevels = new Set(["co.uk", "gov.uk", "org.uk", "com.au", "co.jp", "com.br"]);

/** Whether names are registered directly below a name. */
export const isPublicSuffix = (name: string): boolean =>
  !name.includes(".") || secondLevels.has(name.toLowerCase());

/** What people write for an indicator, and under which slug it is filed. */
export function slugOf(text: string): Slug {
  if (isIP(text)) return isIP(text) === 4 ? "IPv4" : "IPv6";
  if (/^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text)) return "file";
  if (text.includes("://")) return "url";
  return isPublicSuffix(text.split(".").slice(1).join(".")) ? "domain" : "hostname";
}

/** Equal for what OTX files once. */
export const keyOf = (slug: Slug, text: string): string =>
  `${slug}/${slug === "url" ? text : text.toLowerCase()}`;

/** An indicator; what is left out is none, or no. */
export const indicatorRow = (value: string, said: Partial<IndicatorRow>): IndicatorRow => ({
  pulses: 0,
  validation: [],
  isFalsePositive: false,
  ...said,
  slug: slugOf(value),
  value,
});

const checks: Record<string, (value: unknown) => boolean> = {
  pulses: (value) => typeof value === "number" && Number.isInteger(value) && value >= 0,
  validation: (value) => Array.isArray(value) && value.every((name) => typeof name === "string"),
  isFalsePositive: (value) => typeof value === "boolean",
};

/** Reads one indicator of a scene. */
export function sceneIndicatorOf(value: string, said: unknown): IndicatorRow {
  if (!isRecord(said)) {
    throw new SceneError(`indicators: "${value}" must be an object such as { "pulses": 7 }`);
  }
  for (const [name, member] of Object.entries(said)) {
    if (checks[name]?.(member)) continue;
    const names = Object.keys(checks).join(", ");
    throw new SceneError(
      `indicators: "${value}" takes ${names}, not "${name}": ${JSON.stringify(member)}`,
    );
  }
  return indicatorRow(value, said);
}
