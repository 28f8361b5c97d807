import { type Episode, episodeCopy } from "./episode";
import { type Detail, type EvidenceRow, type Names, namesOf } from "./gathered";
import type { HostRow } from "./hosts";
import type { Memory } from "./memory";
import type { Group, Track } from "./track";

/** Grows when the form of a state changes. */
export const VERSION = 2;

/** As plain JSON. Small: times and sequences as differences, texts once. */
export interface State {
  version: number;
  seq: number;
  untidy: number;
  hosts: HostRow[];
  /** From this time times are counted. */
  since: number;
  names: Names[];
  details: DetailRow[];
  tracks: TrackRow[];
  /** Findings that are closed and not yet told: rule, its print, group. */
  closed: [string, string, string, Episode][];
}

/** Which names, evidence (null: not kept). */
type DetailRow = [number, readonly EvidenceRow[] | null];
/** rule, its print, whether it is forgetful, groups. */
type TrackRow = [string, string, boolean, GroupRow[]];
/** key, since it was touched, dropped, occurrences (from the latest, six values each; −1 for no detail), findings. */
export type GroupRow = [string, number, number, (number | string)[], Episode[]];

/** What a detection must know to go on. */
export function stateOf(memory: Memory): State {
  const table = detailTable();
  let since: number | undefined;
  const rowOf = (group: Group): GroupRow => {
    const flat: (number | string)[] = [];
    for (let at = group.head; at; at = at.older) {
      since ??= at.time;
      const row = at.detail ? table.numberOf(at.detail) : NONE;
      flat.push(at.time - since, memory.seq - at.seq, at.count, at.host, at.what, row);
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
    ...table.rows(),
    tracks,
    closed: memory.changed
      .filter(({ rule, group, episode }) => !isOpen(memory.tracks.get(rule)!, group, episode))
      .map(({ rule, group, episode }) => [rule.rule.id, rule.print, group, episodeCopy(episode)]),
  };
}

/** For one that is part of a finding. */
export const NONE = -1;

/** Details and names, those that are alike once: many groups have the same record waiting, and many records the same names. */
function detailTable() {
  const names = tableOf<Names>();
  const details = tableOf<DetailRow>();
  const known = new Map<Detail, number>();
  return {
    numberOf(detail: Detail): number {
      const before = known.get(detail);
      if (before !== undefined) return before;
      const number = details.numberOf([
        names.numberOf(namesOf(detail.names)),
        detail.evidence ?? null,
      ]);
      known.set(detail, number);
      return number;
    },
    rows: (): Pick<State, "names" | "details"> => ({ names: names.rows, details: details.rows }),
  };
}

function tableOf<Row>() {
  const rows: Row[] = [];
  const numbers = new Map<string, number>();
  return {
    rows,
    numberOf(row: Row): number {
      const text = JSON.stringify(row);
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, rows.length);
      return rows.push(row) - 1;
    },
  };
}

const isOpen = ({ groups }: Track, group: string, episode: Episode): boolean =>
  groups.get(group)?.episodes.includes(episode) ?? false;
