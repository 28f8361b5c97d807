import type { Correlator } from "./correlator";
import { type Episode, episodeCopy } from "./episode";
import { type HostRow, hostClocks } from "./hosts";
import { type Memory, emptyMemory } from "./memory";
import type { Occurrence } from "./occurrence";
import { type Group, type Track, detail, newGroup } from "./track";

/** Grows when the form of a state changes. */
const VERSION = 1;

/** As plain JSON. Small: times and sequences as differences, texts once. */
interface State {
  version: number;
  seq: number;
  untidy: number;
  hosts: HostRow[];
  /** From this time times are counted. */
  since: number;
  details: string[];
  tracks: TrackRow[];
  /** Findings that are closed and not yet told: rule, its print, group. */
  closed: [string, string, string, Episode][];
}

/** rule, its print, whether it is forgetful, groups. */
type TrackRow = [string, string, boolean, GroupRow[]];
/** key, since it was touched, dropped, occurrences (from the latest, six values each), findings. */
type GroupRow = [string, number, number, (number | string)[], Episode[]];

/** What a detection must know to go on. */
export function stateOf(memory: Memory): State {
  const details = new Map<string, number>();
  let since: number | undefined;
  const rowOf = (group: Group): GroupRow => {
    const flat: (number | string)[] = [];
    for (let at = group.head; at; at = at.older) {
      since ??= at.time;
      if (!details.has(at.detail)) details.set(at.detail, details.size);
      const text = details.get(at.detail)!;
      flat.push(at.time - since, memory.seq - at.seq, at.count, at.host, at.what, text);
    }
    return [
      group.key,
      memory.seq - group.touched,
      group.dropped,
      flat,
      group.episodes.map(episodeCopy),
    ];
  };
  const tracks = [...memory.tracks]
    .filter(([, { groups, forgetful }]) => groups.size > 0 || forgetful)
    .map(([{ rule, print }, { groups, forgetful }]): TrackRow => [
      rule.id,
      print,
      forgetful,
      [...groups.values()].map(rowOf),
    ]);
  return {
    version: VERSION,
    seq: memory.seq,
    untidy: memory.untidy,
    hosts: memory.hosts.state(),
    since: since ?? 0,
    details: [...details.keys()],
    tracks,
    closed: memory.changed
      .filter(({ rule, group, episode }) => !isOpen(memory.tracks.get(rule)!, group, episode))
      .map(({ rule, group, episode }) => [rule.rule.id, rule.print, group, episodeCopy(episode)]),
  };
}

const isOpen = ({ groups }: Track, group: string, episode: Episode): boolean =>
  groups.get(group)?.episodes.includes(episode) ?? false;

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
  for (const [id, print, forgetful, groups] of state.tracks) {
    const rule = ruleOf(id, print);
    if (!rule) continue;
    const track = memory.tracks.get(rule)!;
    track.forgetful = forgetful;
    for (const row of groups) restoreGroup(memory, rule, track, row, state);
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
  { since, seq, details }: State,
): void {
  const group = newGroup(key, seq - untouched);
  group.dropped = dropped;
  group.episodes = episodes.map(episodeCopy);
  let newer: Occurrence | undefined;
  for (let at = 0; at < flat.length; at += 6) {
    const [time, behind, count, host, what, text] = flat.slice(at, at + 6) as number[];
    const occurrence: Occurrence = {
      time: since + time!,
      seq: seq - behind!,
      count: count!,
      host: host!,
      what: what!,
      detail: "",
      older: undefined,
    };
    detail(track, occurrence, details[text!]!);
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
