import { isIP } from "node:net";
import { isRecord, SceneError } from "../simulator";

/** What a report is about; a domain is asked for as a URL. */
export type Kind = "ip" | "url" | "malware";

/** What X-Force holds about one address, URL, domain or hash. */
export interface ReportRow {
  kind: Kind;
  /** As people write it. */
  value: string;
  /** 1 to 10, or null: known, but not rated. Not of a hash. */
  score: number | null;
  /** Of an address percentages, of a URL true. */
  cats: Record<string, number | boolean>;
  /** Of a hash only. */
  risk: "low" | "medium" | "high" | null;
  family: string[];
}

const isHash = (text: string): boolean =>
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text);

/** What people write for a report: an address, a hash, or a URL or domain. */
export function kindOf(text: string): Kind {
  if (isIP(text)) return "ip";
  return isHash(text) ? "malware" : "url";
}

/** Equal for what X-Force holds one report for: a URL with and without its scheme and final slash. */
export function keyOf(kind: Kind, text: string): string {
  const lower = text.toLowerCase();
  if (kind === "ip") return `ip/${isIP(text) === 6 ? new URL(`http://[${text}]`).hostname : text}`;
  if (kind === "malware") return `malware/${lower}`;
  const [, rest = ""] = /^(?:https?:\/\/)?(.*?)(?:#.*)?$/is.exec(text) ?? [];
  const [host = "", ...path] = rest.split("/");
  return `url/${[host.toLowerCase(), ...path].join("/").replace(/\/$/, "")}`;
}

/** A report; what is left out is not rated, or in no category. */
export function reportRow(value: string, said: Partial<ReportRow>): ReportRow {
  return { score: null, cats: {}, risk: null, family: [], ...said, kind: kindOf(value), value };
}

const checks: Record<string, (value: unknown) => boolean> = {
  score: (value) => value === null || (typeof value === "number" && value >= 1 && value <= 10),
  cats: (value) =>
    isRecord(value) &&
    Object.values(value).every((share) => typeof share === "boolean" || typeof share === "number"),
  risk: (value) => [null, "low", "medium", "high"].some((risk) => risk === value),
  family: (value) => Array.isArray(value) && value.every((name) => typeof name === "string"),
};

/** Reads one report of a scene. */
export function sceneReportOf(value: string, said: unknown): ReportRow {
  if (!isRecord(said)) {
    throw new SceneError(`reports: "${value}" must be an object such as { "score": 7.1 }`);
  }
  for (const [name, member] of Object.entries(said)) {
    if (checks[name]?.(member)) continue;
    const names = Object.keys(checks).join(", ");
    throw new SceneError(
      `reports: "${value}" takes ${names}, not "${name}": ${JSON.stringify(member)}`,
    );
  }
  return reportRow(value, said);
}
