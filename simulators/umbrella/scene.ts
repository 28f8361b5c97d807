import { SceneError, isRecord, numberOf, objectOf } from "../simulator";

/**
 * What a scene can say besides `domains`, whose members are domains and whose values are what Cisco
 * says of them: `{ "status": -1, "securityCategories": ["Malware"], "contentCategories": [] }`, or
 * null for a domain that is to be forgotten:
 * - `scopes`: what the key may do: ["investigate.investigate:read"] out of the box
 * - `tokensPerMinute`: 20, as the page says, or null for no limit
 * - `perSecond`, `perDay`: look-ups of the organization; 150 and no limit, as in Tier 2, where
 *   Integration has 3 and 2,000
 */
export interface Settings {
  scopes: string[];
  tokensPerMinute: number | null;
  perSecond: number | null;
  perDay: number | null;
}

/** What Cisco says of one domain; -1 malicious, 0 undetermined, 1 safe. */
export interface DomainRow {
  domain: string;
  status: -1 | 0 | 1;
  securityCategories: string[];
  contentCategories: string[];
}

export interface Scene {
  settings: Partial<Settings>;
  domains: { domain: string; row: DomainRow | null }[];
}

const known = ["domains", "scopes", "tokensPerMinute", "perSecond", "perDay"];

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const { domains = {}, ...settings } = objectOf(value, "The scene of umbrella");
  for (const [name, setting] of Object.entries(settings)) {
    if (!known.includes(name)) {
      throw new SceneError(`"${name}" is not known: a scene takes ${known.join(", ")}`);
    }
    if (name !== "scopes") {
      if (setting !== null) numberOf(setting, name);
    } else if (!isTexts(setting)) throw new SceneError("scopes must be a list of texts");
  }
  return {
    settings,
    domains: Object.entries(objectOf(domains, "domains")).map(([name, said]) => ({
      domain: name.toLowerCase(),
      row: said === null ? null : rowOf(name.toLowerCase(), said),
    })),
  };
}

/** A domain; what is left out is undetermined, or in no category. */
export const domainRow = (domain: string, said: Partial<DomainRow>): DomainRow => ({
  status: 0,
  securityCategories: [],
  contentCategories: [],
  ...said,
  domain,
});

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((text) => typeof text === "string");

const checks: Record<string, (value: unknown) => boolean> = {
  status: (value) => [-1, 0, 1].some((status) => status === value),
  securityCategories: isTexts,
  contentCategories: isTexts,
};

function rowOf(domain: string, said: unknown): DomainRow {
  if (!isRecord(said)) {
    throw new SceneError(`domains: "${domain}" must be an object such as { "status": -1 }`);
  }
  for (const [name, member] of Object.entries(said)) {
    if (checks[name]?.(member)) continue;
    const names = Object.keys(checks).join(", ");
    throw new SceneError(
      `domains: "${domain}" takes ${names}, not "${name}": ${JSON.stringify(member)}`,
    );
  }
  return domainRow(domain, said);
}
