import type { Correlator } from "./correlator";
import { type Episode, remark } from "./episode";
import { closeOldest, forgetGroups, forgetOld, hostsReferred } from "./forgetting";
import { type Hosts, hostClocks } from "./hosts";
import type { DetectionLimits } from "./limits";
import { type Track, newTrack } from "./track";

/** A finding that is new or has changed since it was last told. */
export interface Changed {
  rule: Correlator;
  group: string;
  episode: Episode;
}

/** All that a detection remembers. */
export interface Memory {
  readonly tracks: ReadonlyMap<Correlator, Track>;
  hosts: Hosts;
  changed: Changed[];
  /** Records that matched, ever: what orders those of equal times. */
  seq: number;
  /** Matches since old things were last forgotten. */
  untidy: number;
  /** Open findings. */
  episodes: number;
  /** Since it was opened: groups, values and findings forgotten, and what to tell of it. */
  evicted: number;
  remarks: Set<string>;
}

const MANY_HOSTS = 2_048;

export const emptyMemory = (rules: readonly Correlator[]): Memory => ({
  tracks: new Map(rules.map((rule) => [rule, newTrack()])),
  hosts: hostClocks([]),
  changed: [],
  seq: 0,
  untidy: 0,
  episodes: 0,
  evicted: 0,
  remarks: new Set(),
});

/** From time to time, by the number of records alone: so it does not matter where a log is cut. */
export function tidyNowAndThen(memory: Memory, limits: DetectionLimits): void {
  memory.untidy += 1;
  if (memory.untidy < limits.tidyEvery) return;
  let work = 0;
  for (const { groups, waiting } of memory.tracks.values()) work += groups.size + waiting;
  if (memory.untidy < work) return;
  memory.untidy = 0;
  for (const [rule, track] of memory.tracks) {
    if (track.groups.size === 0) continue;
    memory.episodes -= forgetOld(rule, track, memory.hosts, limits.lateness);
    if (track.groups.size < limits.groups / 2) track.forgetful = false;
  }
  if (memory.hosts.count() > MANY_HOSTS) memory.hosts.keep(hostsReferred(memory.tracks.values()));
}

/** When a rule remembers too much: first late records are waited for no longer, then the oldest groups are forgotten. */
export function makeRoom(
  memory: Memory,
  rule: Correlator,
  track: Track,
  limits: DetectionLimits,
): void {
  if (track.groups.size <= limits.groups && track.waiting <= limits.waiting) return;
  memory.episodes -= forgetOld(rule, track, memory.hosts, 0);
  const most = { groups: threeQuarters(limits.groups), waiting: threeQuarters(limits.waiting) };
  const gone = forgetGroups(track, most);
  if (gone.length === 0) return;
  memory.evicted += gone.length;
  memory.episodes -= gone.reduce((sum, { episodes }) => sum + episodes.length, 0);
  memory.remarks.add(
    `"${rule.rule.title}" had more than ${limits.groups} groups or ${limits.waiting} records in its windows: the groups that were quiet for longest were forgotten, and may be missed.`,
  );
  for (const group of gone)
    for (const episode of group.episodes) closeEarly(memory, rule, group.key, episode);
}

/** When there are too many open findings, of whichever rules. */
export function closeTooMany(memory: Memory, limits: DetectionLimits): void {
  if (memory.episodes <= limits.episodes) return;
  const { closed, left } = closeOldest(memory.tracks, sevenEighths(limits.episodes));
  memory.evicted += closed.length;
  memory.episodes = left;
  memory.remarks.add(
    `More than ${limits.episodes} findings were open: those that were quiet for longest were closed.`,
  );
  for (const { rule, group, episode } of closed) closeEarly(memory, rule, group, episode);
}

function closeEarly(memory: Memory, rule: Correlator, group: string, episode: Episode): void {
  remark(episode, "It was closed early to save memory: what came later is another finding.");
  change(memory, rule, group, episode);
}

/** To be told the next time that somebody asks. */
export function change(memory: Memory, rule: Correlator, group: string, episode: Episode): void {
  if (!rule.tells || episode.changed) return;
  episode.changed = true;
  memory.changed.push({ rule, group, episode });
}

const sevenEighths = (most: number): number => Math.floor((most * 7) / 8);
/** To make room often costs more than what is forgotten early. */
const threeQuarters = (most: number): number => Math.floor((most * 3) / 4);
