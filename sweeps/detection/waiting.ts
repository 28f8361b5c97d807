import type { Correlator } from "./correlator";
import { ON_ITS_WAY } from "./gathered";
import type { DetectionLimits } from "./limits";
import type { Arrival, News } from "./news";
import { type Occurrence, inserted } from "./occurrence";
import { type Group, type Track, detail } from "./track";

/** Puts one in its place among those that wait; its detail is yet to come. Answers it, or the one that now stands for it. */
export function wait(
  rule: Correlator,
  track: Track,
  group: Group,
  arrival: Arrival,
  what: number | string,
  joins: boolean,
): Occurrence {
  const { time, seq, count, host } = arrival;
  const { head } = group;
  if (!joins && head && goesOn(rule, group, arrival, what)) {
    head.time = time;
    head.seq = seq;
    head.host = host;
    head.count += count;
    return head;
  }
  if (!joins && head && isFlood(rule, group, arrival, what)) {
    if (head.detail?.evidence)
      detail(track, head, { names: head.detail.names, evidence: undefined });
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
function isFlood(
  rule: Correlator,
  { head, size }: Group,
  arrival: Arrival,
  what: number | string,
): boolean {
  if (rule.correlation !== "value_count" || size < rule.keeps || !head) return false;
  const { host, time, seq } = arrival;
  return (
    head.what === what &&
    head.host === host &&
    head.detail !== undefined &&
    head.time <= time &&
    head.seq < seq
  );
}

/** A firing that goes on, with nothing in between but time within a timespan, is one occurrence, as late as its last. */
function goesOn(
  rule: Correlator,
  { head, episodes }: Group,
  arrival: Arrival,
  what: number | string,
): boolean {
  if (!arrival.isOngoing || !head || head.what !== what || head.detail === undefined) return false;
  const { time } = head;
  if (time > arrival.time || time < arrival.time - rule.timespan) return false;
  return episodes.every(({ last }) => last < time);
}

/** What it says, with its text where there is room for that. */
export function keep(track: Track, added: Occurrence, news: News, limits: DetectionLimits): void {
  detail(track, added, news.detail(track.text < limits.text));
}
