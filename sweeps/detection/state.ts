import { type Episode, episodeCopy } from "./episode";
import type { HostRow } from "./hosts";
import type { Memory } from "./memory";
import type { Group, Track } from "./track";

/** Grows when the form of a state changes. */
export const VERSION = 1;

/** As plain JSON. Small: times and sequences as differences, texts once. */
export interface State {
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
export type GroupRow = [string, number, number, (number | string)[], Episode[]];

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
