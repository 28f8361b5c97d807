import type { LogRecord } from "../log-record";
import { type Outcome, arrive } from "./arrival";
import type { Correlator, Feed } from "./correlator";
import { findingKey } from "./finding-of";
import { gatheredFrom } from "./gathered";
import { groupKey, groupOf, isUntimed } from "./group-key";
import { type Happening, hostOf, whatOf } from "./happening";
import { copied, textOf } from "./kept-text";
import type { DetectionLimits } from "./limits";
import { type Memory, change, closeTooMany, makeRoom } from "./memory";
import { type Arrival, newsOf } from "./news";
import type { Track } from "./track";

/** The farthest time that a Date can have. */
const FARTHEST = 8.64e15;

/** Brings records to the correlations of the rules that they match, and firings to the correlations of those. */
export function recordDelivery(memory: Memory, limits: DetectionLimits, source: string) {
  let record: LogRecord;
  const toldByRecord = newsOf(() =>
    gatheredFrom(record, current.untimed ? null : current.time, memory.seq, current.count),
  );
  const current: Happening = {
    isFiring: false,
    isOngoing: false,
    identity: () => record.identity(),
    time: 0,
    untimed: false,
    count: 1,
    valueOf: (field) => textOf(record.get(field)),
    news: toldByRecord,
  };
  let host = 0;

  const arriveAt = (feed: Feed, happening: Happening): void => {
    const { time, untimed, count, valueOf, news, isOngoing } = happening;
    const { into, groupBy } = feed;
    const key = groupKey(groupBy, valueOf, into.optional, untimed);
    if (key === undefined) return;
    const what = whatOf(feed, valueOf);
    if (what === undefined) return;
    const track = memory.tracks.get(into)!;
    if (!happening.isFiring && isRepeat(track, key, what, into)) return;
    const own = track.groups.has(key) ? key : copied(key);
    const arrival: Arrival = {
      key: own,
      time,
      seq: memory.seq,
      count,
      host,
      what,
      isOngoing,
      news,
    };
    const keyOf = (): string => findingKey(into, own, source, happening.identity());
    settle(into, arrival, arrive(into, track, arrival, limits, keyOf));
    makeRoom(memory, into, track, limits);
  };

  /** One record counts once in a group, whichever rules it matches; a firing is no record. */
  const isRepeat = (
    track: Track,
    key: string,
    what: number | string,
    into: Correlator,
  ): boolean => {
    const { latest } = track;
    const repeats =
      latest?.seq === memory.seq &&
      latest.key === key &&
      (into.correlation === "event_count" || latest.what === what);
    if (!repeats) track.latest = { seq: memory.seq, key, what };
    return repeats;
  };

  const settle = (rule: Correlator, arrival: Arrival, outcome: Outcome): void => {
    const { episode, opened, fired } = outcome;
    if (episode) change(memory, rule, arrival.key, episode);
    if (opened) {
      memory.episodes += 1;
      closeTooMany(memory, limits);
    }
    if (fired === undefined) return;
    const group = groupOf(arrival.key, rule.names);
    const firing: Happening = {
      isFiring: true,
      isOngoing: !opened,
      // Not the record's own: that may open a finding, too.
      identity: () => `${record.identity()} of ${rule.rule.id} at ${fired}`,
      time: fired,
      untimed: isUntimed(arrival.key),
      count: opened ? episode!.count : arrival.count,
      valueOf: (field) => (Object.hasOwn(group, field) ? group[field] : undefined),
      news: opened ? newsOf(() => episode!.gathered) : arrival.news,
    };
    for (const feed of rule.feeds) {
      // It counts once for each finding; for the others it goes on happening.
      if (opened || feed.into.correlation !== "event_count") arriveAt(feed, firing);
    }
  };

  return {
    /** A record that matches. */
    begin(matching: LogRecord): void {
      record = matching;
      memory.seq += 1;
      current.untimed = !(Math.abs(record.time) <= FARTHEST);
      current.time = current.untimed ? 0 : record.time;
      current.count = record.count >= 1 ? record.count : 1;
      host = memory.hosts.seen(hostOf(record), current.untimed ? NaN : record.time);
      toldByRecord.forget();
    },
    /** One of the rules that it matches. */
    deliver: (feed: Feed): void => arriveAt(feed, current),
  };
}
