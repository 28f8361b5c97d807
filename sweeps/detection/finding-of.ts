import { createHash } from "node:crypto";
import type { Finding, FoundBy } from "../finding";
import type { RuleHead } from "../sigma/rule";
import type { Correlator } from "./correlator";
import type { Episode } from "./episode";
import { groupOf, isUntimed } from "./group-key";
import { withoutUndefined } from "../../domain/without-undefined";

/** The same however the log was cut. */
export function findingKey(
  rule: Correlator,
  group: string,
  source: string,
  identity: string,
): string {
  const values = Object.entries(groupOf(group, rule.names));
  const parts = JSON.stringify([rule.rule.id, values, source, identity]);
  return createHash("sha256").update(parts).digest("hex");
}

export function findingOf(
  source: string,
  rule: Correlator,
  group: string,
  episode: Episode,
): Finding {
  const { key, count, revision, gathered, remarks } = episode;
  const untimed = isUntimed(group);
  return {
    key,
    source,
    rule: foundBy(rule.rule),
    group: groupOf(group, rule.names),
    first: untimed ? null : new Date(episode.first).toISOString(),
    last: untimed ? null : new Date(episode.last).toISOString(),
    count,
    revision,
    entities: {
      accounts: gathered.accounts.map(([name, domain, host, sid]) => ({
        name,
        ...(domain !== null && { domain }),
        ...(host !== null && { host }),
        ...(sid !== null && { sid }),
      })),
      addresses: [...gathered.addresses],
      hosts: [...gathered.hosts],
      files: gathered.files.map(([path, host]) => ({ path, ...(host !== null && { host }) })),
    },
    evidence: gathered.evidence.map(([time, , times, text, name, at]) => ({
      text,
      time: time === null ? null : new Date(time).toISOString(),
      place: { name, at },
      count: times,
    })),
    remarks: [...remarks],
  };
}

const foundBy = ({ id, title, level, description, author, tags }: RuleHead): FoundBy => ({
  id,
  title,
  level,
  tags,
  ...withoutUndefined({ description, author }),
});
