import type { Correlator } from "./correlator";
import { type Episode, tell } from "./episode";
import { hasEvidence, packed, unpacked } from "./gathered";
import type { DetectionLimits } from "./limits";
import { type Occurrence, endsAround, inserted } from "./occurrence";
import { crowded } from "./crowded";
import type { Arrival, News } from "./news";
import { ON_ITS_WAY, absorb, open } from "./opening";
import { type Group, type Track, detail, newGroup } from "./track";

/** Where findings come from: a rule held. */
export interface Outcome {
  /** The finding that the arrival opened or changed. */
  episode: Episode | undefined;
  opened: boolean;
  /** When the rule held; undefined when it did not. Worked out only for a rule that feeds others. */
  fired: number | undefined;
}

/**
 * Puts an arrival in its place. It joins a finding of its group when it is less than a timespan away from it. If not it
 * waits, and if the rule holds in a window around it, the records of the earliest such window become a finding, with
 * those that came early for it.
 */
export function arrive(
  rule: Correlator,
  track: Track,
  arrival: Arrival,
  limits: DetectionLimits,
  keyOf: () => string,
): Outcome {
  const { key, time, seq } = arrival;
  let group = track.groups.get(key);
  if (!group) {
    group = newGroup(key, seq);
    track.groups.set(key, group);
  }
  group.touched = seq;
  const joined = group.episodes.find(
    ({ first, last }) => time > first - rule.timespan && time < last + rule.timespan,
  );
  if (joined) {
    join(rule, joined, arrival);
    if (rule.feeds.length === 0 && !group.head)
      return { episode: joined, opened: false, fired: undefined };
  }
  const added =
    joined && rule.feeds.length === 0
      ? undefined
      : wait(rule, track, group, arrival, joined !== undefined);
  if (joined && added) added.detail = "";
  if (joined && group.head && group.head !== added) {
    absorb(rule, track, group, joined);
    joined.seq = seq;
  }
  const end = joined || !added ? undefined : opening(rule, group, added);
  const episode = end && open(rule, track, group, { end, added: added!, arrival, keyOf });
  if (added?.detail === ON_ITS_WAY) keep(track, added, arrival.news, limits);
  const fired = rule.feeds.length > 0 && added ? firing(rule, group, added) : undefined;
  crowded(rule, track, group);
  return { episode: episode ?? joined, opened: episode !== undefined, fired };
}

function join(rule: Correlator, episode: Episode, arrival: Arrival): void {
  const { time, seq, count, host } = arrival;
  if (time < episode.first) episode.first = time;
  if (time > episode.last) episode.last = time;
  if (seq !== episode.seq) episode.count += count;
  episode.seq = seq;
  episode.host = host;
  if (rule.tells) tell(episode, arrival.news.gathered());
}

function wait(
  rule: Correlator,
  track: Track,
  group: Group,
  arrival: Arrival,
  joins: boolean,
): Occurrence {
  const { time, seq, count, host, what } = arrival;
  const { head } = group;
  if (!joins && head && goesOn(head, arrival)) {
    head.time = time;
    head.seq = seq;
    head.host = host;
    head.count += count;
    return head;
  }
  if (!joins && head && isFlood(rule, group, arrival)) {
    if (hasEvidence(head.detail)) detail(track, head, packed(unpacked(head.detail), false));
    group.dropped += head.count;
    head.time = time;
    head.seq = seq;
    head.count = count;
    return head;
  }
  const added = { time, seq, count, host, what, detail: ON_ITS_WAY, older: undefined };
  group.head = inserted(head, added);
  group.size += 1;
  track.waiting += 1;
  return added;
}

/**
 * Of one value again and again, in a group that is full, the last is kept with the names of the one before, and without its
 * text: a brute force must not cost what a spray does.
 */
function isFlood(rule: Correlator, { head, size }: Group, arrival: Arrival): boolean {
  if (rule.correlation !== "value_count" || size < rule.keeps || !head) return false;
  const { what, host, time, seq } = arrival;
  return (
    head.what === what &&
    head.host === host &&
    head.detail !== "" &&
    head.time <= time &&
    head.seq < seq
  );
}

/** A firing that goes on with nothing in between is one occurrence, as late as its last. */
const goesOn = (head: Occurrence, { isOngoing, what, time }: Arrival): boolean =>
  isOngoing && head.what === what && head.detail !== "" && head.time <= time;

/** The same text is kept once. */
function keep(track: Track, added: Occurrence, news: News, limits: DetectionLimits): void {
  const text = news.packed(track.text < limits.text);
  detail(track, added, added.older?.detail === text ? added.older.detail : text);
}

/** The end of the earliest window around it in which the rule holds, of what is in no finding yet. */
function opening(rule: Correlator, group: Group, added: Occurrence): Occurrence | undefined {
  if (group.head !== added)
    return endsAround(group.head!, added, rule.timespan).find(
      (end) => end.detail !== "" && rule.holds(end, false),
    );
  return !isNothingNew(rule, added) && rule.holds(added, false) ? added : undefined;
}

/** Of a rule that only more can make hold: the window before held as much that counts, and did not suffice. */
function isNothingNew(rule: Correlator, { older, what }: Occurrence): boolean {
  if (!rule.rising || rule.correlation === "event_count") return false;
  if (rule.correlation === "temporal_ordered")
    return rule.lastWhat !== undefined && what !== rule.lastWhat;
  return older?.what === what && older.detail !== "";
}

function firing(rule: Correlator, group: Group, added: Occurrence): number | undefined {
  if (group.head === added) return rule.holds(added, true) ? added.time : undefined;
  return endsAround(group.head!, added, rule.timespan).find((end) => rule.holds(end, true))?.time;
}
