import type { Verdict } from "../../domain/reputation";
import { plainName, plainNames } from "../plain-names";
import type { Seen } from "./schema";
import type { Judgement } from "../judgement";

/** It is no mass scanner: for a targeted attack that is no comfort. */
export const neverSeen: Judgement = {
  verdict: "unknown",
  score: null,
  confidence: 0,
  evidence: "never seen scanning the internet (noise: false), which clears nothing",
};

/** The key's plan does not include what it saw scanning. */
const notTold: Judgement = {
  ...neverSeen,
  evidence: "the plan of the key does not say whether it scans the internet",
};

const opinions = {
  malicious: { verdict: "malicious", score: 100, confidence: 0.8 },
  suspicious: { verdict: "suspicious", score: 60, confidence: 0.6 },
  benign: { verdict: "benign", score: 0, confidence: 0.7 },
  unknown: { verdict: "unknown", score: null, confidence: 0 },
} as const satisfies Record<Verdict, Omit<Judgement, "evidence">>;

/**
 * What GreyNoise's own classification means. A business service that it trusts is not condemned for
 * scans, which may be made in its name; one that is only common says nothing.
 */
export function judge(seen: Seen): Judgement {
  const { isNoise, classification, service, lastSeen } = seen;
  if (!isNoise && !service) return isNoise === null ? notTold : neverSeen;
  const day = Date.parse(lastSeen.slice(0, 10));
  return {
    ...opinionOf(classification.toLowerCase(), service),
    evidence: evidenceOf(seen),
    ...(Number.isNaN(day) ? {} : { analysedAt: new Date(day).toISOString() }),
  };
}

function opinionOf(classification: string, service: Seen["service"]) {
  if (classification === "malicious" && service?.trust === "1") {
    return { verdict: "suspicious", score: 60, confidence: 0.3 } as const;
  }
  if (classification === "malicious") return opinions.malicious;
  if (classification === "suspicious") return opinions.suspicious;
  if (service?.trust === "2") return opinions.unknown;
  const isTrusted = classification === "benign" || service?.trust === "1";
  return isTrusted ? opinions.benign : opinions.unknown;
}

function evidenceOf({
  isNoise,
  classification,
  service,
  isSpoofable,
  tags,
  lastSeen,
}: Seen): string {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(lastSeen)?.[0];
  const names = plainNames(tags, "a tag without a name");
  return [
    `classified ${plainName(classification).toLowerCase() || "unknown"}`,
    noiseOf(isNoise),
    ...(isSpoofable ? ["may be spoofed"] : []),
    ...(service ? [serviceOf(service)] : []),
    ...(names.length > 0 ? [names.join(" + ")] : []),
    ...(day ? [`last seen ${day}`] : []),
  ].join(", ");
}

function noiseOf(isNoise: Seen["isNoise"]): string {
  if (isNoise === null) return "noise: not told by the plan";
  return isNoise ? "noise: true (it scans the whole internet)" : "noise: false";
}

function serviceOf({ name, trust }: NonNullable<Seen["service"]>): string {
  const owner = plainName(name);
  return `a business service${owner && ` (${owner})`}${trust && ` of trust level ${plainName(trust)}`}`;
}
