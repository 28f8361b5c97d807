import { createHash } from "node:crypto";
import type { Finding } from "./finding";
import { LEVELS } from "./sigma/rule";

/** Findings that one sweep had no room for, counted. */
export interface Overflow {
  count: number;
  byRule: Record<string, { title: string; count: number }>;
  /** The worst of them. */
  sample: Finding;
}

const mostRules = 50;

/** The same with one finding more. */
export function withMore(overflow: Overflow | null, finding: Finding): Overflow {
  const { id, title } = finding.rule;
  const byRule = { ...overflow?.byRule };
  const known = Object.hasOwn(byRule, id) ? byRule[id]! : { title, count: 0 };
  if (Object.hasOwn(byRule, id) || Object.keys(byRule).length < mostRules) {
    byRule[id] = { title, count: known.count + 1 };
  }
  const sample = overflow && rank(overflow.sample) >= rank(finding) ? overflow.sample : finding;
  return { count: (overflow?.count ?? 0) + 1, byRule, sample };
}

/** The finding that tells of all that were left over: a storm is one incident, and nothing is lost silently. */
export function stormOf(source: string, sweep: string, overflow: Overflow, at: string): Finding {
  const { count, byRule, sample } = overflow;
  return own({
    key: ["storm", source, sweep],
    source,
    title: `${count} more findings than one sweep answers by themselves`,
    level: sample.rule.level,
    at,
    evidence: sample.evidence,
    count,
    remarks: Object.values(byRule).map((rule) => `${rule.count} of "${rule.title}"`),
  });
}

/** The finding that a source says nothing any more: a log that is silent may be cut off. */
export const silenceOf = (source: string, since: string, at: string): Finding =>
  own({
    key: ["silence", source, since],
    source,
    title: "A log is silent",
    level: "medium",
    at,
    evidence: [],
    count: 0,
    remarks: [
      `Not a single record came since ${since}: see whether the machine still writes and forwards its log, and whether somebody stopped it`,
    ],
  });

interface Own {
  key: string[];
  source: string;
  title: string;
  level: Finding["rule"]["level"];
  at: string;
  evidence: Finding["evidence"];
  count: number;
  remarks: string[];
}

const own = ({ key, source, title, level, at, ...rest }: Own): Finding => ({
  key: createHash("sha256").update(key.join("\n")).digest("hex"),
  source,
  rule: { id: `durable-response-${key[0]}`, title, level, tags: [] },
  group: { source },
  first: at,
  last: at,
  revision: 1,
  entities: { accounts: [], addresses: [], hosts: [], files: [] },
  ...rest,
});

/** How bad, from 0 on. */
export const rank = ({ rule }: Finding): number => LEVELS.indexOf(rule.level);

/** Whether it is one that tells of a source, and not of an attacker: nothing is contained by it. */
export const isOwn = ({ rule }: Finding): boolean => rule.id.startsWith("durable-response-");
