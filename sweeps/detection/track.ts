import type { Correlator } from "./correlator";
import type { Episode } from "./episode";
import { type Detail, textOfDetail } from "./gathered";
import { type Occurrence, without } from "./occurrence";

/** A place where a record or a firing counts. */
export interface Delivery {
  readonly rule: Correlator;
  readonly track: Track;
  readonly key: string;
  readonly what: number | string;
  /** Where it was put last; gone or unknown, it is looked up. */
  group: Group | undefined;
}

/** What is remembered of one rule. */
export interface Track {
  readonly groups: Map<string, Group>;
  /** Occurrences in all groups. */
  waiting: number;
  /** Characters of these that have their evidence. */
  text: number;
  /** Whether groups were forgotten for memory, and may be missed in findings. */
  forgetful: boolean;
}

export interface Group {
  readonly key: string;
  head: Occurrence | undefined;
  size: number;
  /** How much was left out that should have counted. */
  dropped: number;
  /** Sequence of the last record that came to it. */
  touched: number;
  episodes: Episode[];
  /** Where its firings go, once it has fired; it is not part of a state. */
  firings: readonly Delivery[] | undefined;
  /** It was forgotten: another one may have its key. */
  gone: boolean;
}

export const newTrack = (): Track => ({
  groups: new Map(),
  waiting: 0,
  text: 0,
  forgetful: false,
});

export const newGroup = (key: string, touched: number): Group => ({
  key,
  head: undefined,
  size: 0,
  dropped: 0,
  touched,
  episodes: [],
  firings: undefined,
  gone: false,
});

/** Gives one that waits its detail, and counts that. */
export function detail(track: Track, occurrence: Occurrence, what: Detail | undefined): void {
  track.text += textOfDetail(what) - textOfDetail(occurrence.detail);
  occurrence.detail = what;
}

/** Takes one out. */
export function drop(track: Track, group: Group, occurrence: Occurrence): void {
  track.waiting -= 1;
  detail(track, occurrence, undefined);
  group.size -= 1;
  group.head = without(group.head!, occurrence);
}

/** Takes a whole group out. */
export function dropGroup(track: Track, group: Group): void {
  for (let at = group.head; at; at = at.older) track.text -= textOfDetail(at.detail);
  track.waiting -= group.size;
  forget(track, group);
}

/** Takes a group out that holds nothing. */
export function forget(track: Track, group: Group): void {
  group.gone = true;
  track.groups.delete(group.key);
}
