import type { Correlator } from "./correlator";
import { type Episode, tell } from "./episode";
import { findingKey } from "./finding-of";
import type { DetectionLimits } from "./limits";
import { type Occurrence, endsAround } from "./occurrence";
import { crowded } from "./crowded";
import type { Arrival } from "./news";
import { ON_ITS_WAY } from "./gathered";
import { type Opening, absorb, open } from "./opening";
import type { Delivery } from "./track";
import { type Group, newGroup } from "./track";
import { keep, wait } from "./waiting";

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
 * those that came early for it. Answers undefined when nothing came of it.
 */
export function arrive(
  delivery: Delivery,
  arrival: Arrival,
  limits: DetectionLimits,
  source: string,
): Outcome | undefined {
  const { rule, track, what } = delivery;
  const group = groupFor(delivery, arrival.seq);
  const joined = reachedBy(group, arrival.time, rule.timespan);
  if (joined) {
    join(rule, joined, arrival);
    if (rule.feeds.length === 0 && !group.head)
      return joined.changed ? undefined : { episode: joined, opened: false, fired: undefined };
  }
  const added =
    joined && rule.feeds.length === 0
      ? undefined
      : wait(rule, track, group, arrival, what, joined !== undefined);
  if (joined && added) added.detail = undefined;
  if (joined && group.head && group.head !== added) {
    absorb(rule, track, group, joined);
    joined.seq = arrival.seq;
  }
  const end = joined || !added ? undefined : opening(rule, group, added);
  const episode = end && opened(delivery, group, { end, added: added!, arrival }, source);
  if (added?.detail === ON_ITS_WAY) keep(track, added, arrival.news, limits);
  const fired = rule.feeds.length > 0 && added ? firing(rule, group, added) : undefined;
  crowded(rule, track, group);
  if (!episode && !joined && fired === undefined) return undefined;
  return { episode: episode ?? joined, opened: episode !== undefined, fired };
}

function opened(
  { rule, track, key: values }: Delivery,
  group: Group,
  by: Omit<Opening, "key">,
  source: string,
): Episode {
  // What is not told needs none, and it costs a hash.
  const key = rule.tells ? findingKey(rule, values, source, by.arrival.identity()) : "";
  return open(rule, track, group, { ...by, key });
}

function groupFor(delivery: Delivery, seq: number): Group {
  const { track, key } = delivery;
  let { group } = delivery;
  if (!group || group.gone) {
    group = track.groups.get(key);
    if (!group) {
      group = newGroup(key, seq);
      track.groups.set(key, group);
    }
    delivery.group = group;
  }
  group.touched = seq;
  return group;
}

/** The finding that a time is less than a timespan away from. */
function reachedBy({ episodes }: Group, time: number, timespan: number): Episode | undefined {
  for (let index = 0; index < episodes.length; index += 1) {
    const episode = episodes[index]!;
    if (time > episode.first - timespan && time < episode.last + timespan) return episode;
  }
  return undefined;
}

function join(rule: Correlator, episode: Episode, arrival: Arrival): void {
  const { time, seq, count, host } = arrival;
  if (time < episode.first) episode.first = time;
  if (time > episode.last) episode.last = time;
  if (seq !== episode.seq) episode.count += count;
  episode.seq = seq;
  episode.host = host;
  if (rule.tells) tell(episode, arrival.news.names(), arrival.news.evidence());
}

/** The end of the earliest window around it in which the rule holds, of what is in no finding yet. */
function opening(rule: Correlator, group: Group, added: Occurrence): Occurrence | undefined {
  if (group.head === added)
    return !isNothingNew(rule, added) && holdsUntil(rule, added, false) ? added : undefined;
  if (!mayHold(rule, group.head!, added, false)) return undefined;
  return endsAround(group.head!, added, rule.timespan).find(
    (end) => end.detail && holdsUntil(rule, end, false),
  );
}

const holdsUntil = (rule: Correlator, end: Occurrence, all: boolean): boolean =>
  rule.holds(end, end.time - rule.timespan, all);

/** Of one that came late: what more can only make hold does not hold in any window around it if not in all of them together. */
function mayHold(rule: Correlator, head: Occurrence, added: Occurrence, all: boolean): boolean {
  if (!rule.rising) return true;
  let end = head;
  while (end !== added && end.time > added.time + rule.timespan) end = end.older!;
  return rule.holds(end, added.time - rule.timespan, all);
}

/** Of a rule that only more can make hold: the window before held as much that counts, and did not suffice. */
function isNothingNew(rule: Correlator, { older, what }: Occurrence): boolean {
  if (!rule.rising || rule.correlation === "event_count") return false;
  if (rule.correlation === "temporal_ordered") {
    if (rule.lastWhat === undefined) return false;
    return what !== rule.lastWhat || (rule.isLastOnce && isLastAgain(older, what));
  }
  return older !== undefined && isAmong(older, what, older.time - rule.timespan);
}

/** Whether the one before is the same, and not of a record that is another rule's as well, which it could not come after. */
const isLastAgain = (older: Occurrence | undefined, what: Occurrence["what"]): boolean =>
  older?.what === what && older.detail !== undefined && older.seq !== older.older?.seq;

/** Whether a value is there since a time, in what is in no finding yet. */
function isAmong(latest: Occurrence, what: Occurrence["what"], since: number): boolean {
  for (let at: Occurrence | undefined = latest; at && at.time >= since; at = at.older)
    if (at.what === what && at.detail) return true;
  return false;
}

function firing(rule: Correlator, group: Group, added: Occurrence): number | undefined {
  if (group.head === added) return holdsUntil(rule, added, true) ? added.time : undefined;
  if (!mayHold(rule, group.head!, added, true)) return undefined;
  return endsAround(group.head!, added, rule.timespan).find((end) => holdsUntil(rule, end, true))
    ?.time;
}
