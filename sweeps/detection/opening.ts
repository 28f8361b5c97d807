import type { Correlator } from "./correlator";
import { type Episode, remark, tell } from "./episode";
import { type Detail, ON_ITS_WAY } from "./gathered";
import { isUntimed } from "./group-key";
import type { Arrival } from "./news";
import type { Occurrence } from "./occurrence";
import { type Group, type Track, detail, drop } from "./track";

/** By what a finding opens. */
export interface Opening {
  /** With which the window ends. */
  end: Occurrence;
  added: Occurrence;
  arrival: Arrival;
  /** The finding's. */
  key: string;
}

/** Makes what is in the window a finding, and what came early for that. */
export function open(rule: Correlator, track: Track, group: Group, by: Opening): Episode {
  const { arrival, end } = by;
  const window: Occurrence[] = [];
  for (let at: Occurrence | undefined = end; at; at = at.older)
    if (at.time >= end.time - rule.timespan && at.detail) window.unshift(at);
  const episode: Episode = {
    key: by.key,
    first: window[0]!.time,
    last: end.time,
    count: 0,
    revision: 0,
    changed: false,
    seq: -1,
    host: arrival.host,
    gathered: { accounts: [], addresses: [], hosts: [], files: [], evidence: [], overlong: 0 },
    remarks: [],
    told: undefined,
  };
  for (const one of window) take(rule, track, group, episode, one, by);
  absorb(rule, track, group, episode, by);
  episode.seq = arrival.seq;
  remarksOf(rule, track, group, episode);
  group.dropped = 0;
  group.episodes = [...group.episodes, episode];
  return episode;
}

/** What came early, and is less than a timespan later than the finding now is. */
export function absorb(
  rule: Correlator,
  track: Track,
  group: Group,
  episode: Episode,
  by?: Opening,
): void {
  const early: Occurrence[] = [];
  for (let at = group.head; at && at.time >= episode.first; at = at.older)
    if (at.detail) early.unshift(at);
  for (const one of early) {
    if (one.time >= episode.last + rule.timespan) return;
    take(rule, track, group, episode, one, by);
  }
}

/** Makes one that waits a part of a finding. */
function take(
  rule: Correlator,
  track: Track,
  group: Group,
  episode: Episode,
  one: Occurrence,
  by?: Opening,
): void {
  if (one.seq !== episode.seq) episode.count += one.count;
  episode.seq = one.seq;
  if (one.time > episode.last) episode.last = one.time;
  if (one.detail && one.detail !== ON_ITS_WAY) tellKept(episode, one.detail);
  if (one === by?.added) tell(episode, by.arrival.news.names(), by.arrival.news.evidence());
  if (rule.feeds.length > 0) detail(track, one, undefined);
  else drop(track, group, one);
}

function tellKept(episode: Episode, { names, evidence }: Detail): void {
  tell(episode, names, evidence ?? []);
  if (!evidence?.length)
    remark(episode, "The text of some earlier records was not kept, to save memory.");
}

function remarksOf(rule: Correlator, track: Track, group: Group, episode: Episode): void {
  if (isUntimed(group.key))
    remark(episode, "The log has no times: however far apart, its records count together.");
  if (group.dropped > 0)
    remark(
      episode,
      `${group.dropped} earlier records of this group are not counted: more came than are kept waiting.`,
    );
  if (track.forgetful)
    remark(
      episode,
      `Groups of "${rule.rule.title}" were forgotten to save memory: earlier records may be missing.`,
    );
}
