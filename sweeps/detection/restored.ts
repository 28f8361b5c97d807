import type { Correlator } from "./correlator";
import { episodeCopy } from "./episode";
import { hostClocks } from "./hosts";
import { type Memory, emptyMemory } from "./memory";
import type { Occurrence } from "./occurrence";
import type { Detail } from "./gathered";
import { type GroupRow, NONE, type State, VERSION } from "./state";
import { type Track, detail, newGroup } from "./track";

/** A state of another form, or of a rule that has changed, cannot be gone on from: that begins anew, and the report says so. */
export function restored(value: unknown, rules: readonly Correlator[]): Memory {
  const memory = emptyMemory(rules);
  if (value === undefined || value === null) return memory;
  const state = value as State;
  if (state.version !== VERSION) {
    memory.remarks.add(
      "What was remembered was written by another version and cannot be read: all windows begin anew.",
    );
    return memory;
  }
  memory.seq = state.seq;
  memory.untidy = state.untidy;
  memory.hosts = hostClocks(state.hosts);
  const known = new Map(rules.map((rule) => [`${rule.rule.id} ${rule.print}`, rule]));
  const ruleOf = (id: string, print: string): Correlator | undefined => {
    const rule = known.get(`${id} ${print}`);
    if (!rule)
      memory.remarks.add(`Rule ${id} has changed or is gone: what its windows held is forgotten.`);
    return rule;
  };
  const details = state.details.map(([names, evidence]): Detail => ({
    names: state.names[names]!,
    evidence: evidence ?? undefined,
  }));
  for (const [id, print, forgetful, groups] of state.tracks) {
    const rule = ruleOf(id, print);
    if (!rule) continue;
    const track = memory.tracks.get(rule)!;
    track.forgetful = forgetful;
    for (const row of groups) restoreGroup(memory, rule, track, row, state, details);
  }
  for (const [id, print, group, episode] of state.closed) {
    const rule = ruleOf(id, print);
    if (rule) memory.changed.push({ rule, group, episode: episodeCopy(episode) });
  }
  return memory;
}

function restoreGroup(
  memory: Memory,
  rule: Correlator,
  track: Track,
  [key, untouched, dropped, flat, episodes]: GroupRow,
  { since, seq }: State,
  details: readonly Detail[],
): void {
  const group = newGroup(key, seq - untouched);
  group.dropped = dropped;
  group.episodes = episodes.map(episodeCopy);
  let newer: Occurrence | undefined;
  for (let at = 0; at < flat.length; at += 6) {
    const [time, behind, count, host, what, row] = flat.slice(at, at + 6) as number[];
    const occurrence: Occurrence = {
      time: since + time!,
      seq: seq - behind!,
      count: count!,
      host: host!,
      what: what!,
      detail: undefined,
      older: undefined,
    };
    if (row !== NONE) detail(track, occurrence, details[row!]);
    if (newer) newer.older = occurrence;
    else group.head = occurrence;
    newer = occurrence;
    group.size += 1;
  }
  track.waiting += group.size;
  track.groups.set(key, group);
  memory.episodes += episodes.length;
  for (const episode of group.episodes)
    if (episode.changed) memory.changed.push({ rule, group: key, episode });
}
