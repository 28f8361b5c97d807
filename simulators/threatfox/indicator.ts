import { isRecord, SceneError } from "../simulator";

/** An indicator as it was reported. */
export interface Indicator {
  /** "evil.example", a URL, a hash, or "203.0.113.77:443". */
  ioc: string;
  ioc_type: "ip:port" | "domain" | "url" | "md5_hash" | "sha1_hash" | "sha256_hash";
  threat_type: string;
  malware: string;
  confidence_level: number;
  /** How long ago it was first seen; after six months it is not found any more. */
  ageDays: number;
  /** Hashes of the samples that talk to it. */
  samples: string[];
}

/** An indicator; what is left out follows from the text, or is as most are. */
export const indicator = (ioc: string, members: Partial<Indicator> = {}): Indicator => ({
  ioc_type: typeOf(ioc),
  threat_type: typeOf(ioc) === "ip:port" ? "botnet_cc" : "payload_delivery",
  malware: "Demo Stealer",
  confidence_level: 100,
  ageDays: 3,
  samples: [],
  ...members,
  ioc,
});

const hashTypes = { 32: "md5_hash", 40: "sha1_hash", 64: "sha256_hash" } as const;

function typeOf(ioc: string): Indicator["ioc_type"] {
  if (/^https?:\/\//i.test(ioc)) return "url";
  if (/:\d+$/.test(ioc)) return "ip:port";
  const length = ioc.length as keyof typeof hashTypes;
  return /^[0-9a-f]+$/i.test(ioc) ? (hashTypes[length] ?? "domain") : "domain";
}

/** Reads one indicator of a scene; throws a SceneError. */
export function sceneIndicatorOf(ioc: string, members: unknown): Indicator {
  if (!isRecord(members)) {
    throw new SceneError(`iocs: "${ioc}" must be an object such as { "confidence_level": 75 }`);
  }
  for (const [name, value] of Object.entries(members)) {
    const fits = checks[name]?.(value) ?? false;
    if (!fits)
      throw new SceneError(`iocs: "${ioc}" does not take "${name}": ${JSON.stringify(value)}`);
  }
  return indicator(ioc, members);
}

const isText = (value: unknown): boolean => typeof value === "string";
const upTo = (most: number) => (value: unknown) =>
  typeof value === "number" && value >= 0 && value <= most;

const checks: Record<string, (value: unknown) => boolean> = {
  threat_type: isText,
  malware: isText,
  confidence_level: upTo(100),
  ageDays: upTo(10_000),
  samples: (value) => Array.isArray(value) && value.every(isText),
};

/**
 * What the simulated ThreatFox knows from the start. It is invented and says nothing about who really
 * uses these addresses and domains.
 */
export const testIndicators = [
  indicator("45.83.64.10:443", { malware: "Demo RAT" }),
  indicator("45.83.64.10:8443", { malware: "Demo RAT", confidence_level: 75 }),
  indicator("45.83.64.11:8080", { malware: "Demo Loader", confidence_level: 50 }),
  indicator("contoso-secure-login.net", { ageDays: 9 }),
  indicator("https://contoso-secure-login.net/verify", { confidence_level: 90, ageDays: 9 }),
];
