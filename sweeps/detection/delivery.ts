import type { LogRecord } from "../log-record";
import type { DetectionRule } from "../sigma/rule";
import { type Outcome, arrive } from "./arrival";
import { hostOf } from "./counted";
import { evidenceOf, namesOf } from "./gathered";
import { groupOf, isUntimed } from "./group-key";
import type { DetectionLimits } from "./limits";
import { type Memory, change, closeTooMany, makeRoom } from "./memory";
import { type Arrival, newsOf } from "./news";
import type { Plan } from "./plan";
import { routeAfter, routeOf } from "./route";
import { type Subject, deliveriesOf, subjectOf } from "./subject";
import type { Delivery } from "./track";

/** The farthest time that a Date can have. */
const FARTHEST = 8.64e15;

/** Brings records to the correlations of the rules that they match, and firings to the correlations of those. */
export function recordDelivery(
  memory: Memory,
  plan: Plan,
  limits: DetectionLimits,
  source: string,
) {
  const start = routeOf([]);
  let route = start;
  let record: LogRecord;
  let subject: Subject;
  let isUntimedRecord = false;
  const news = newsOf(
    () => subject.names,
    () => [evidenceOf(record, isUntimedRecord ? null : current.time, current.seq, current.count)],
  );
  /** The record, wherever it goes. */
  const current = {
    time: 0,
    seq: 0,
    count: 1,
    host: 0,
    isOngoing: false,
    news,
    identity: () => record.identity(),
  } satisfies Arrival;

  const deliver = (delivery: Delivery, arrival: Arrival): void => {
    const outcome = arrive(delivery, arrival, limits, source);
    if (outcome) settle(delivery, arrival, outcome);
    makeRoom(memory, delivery.rule, delivery.track, limits);
  };

  const settle = (delivery: Delivery, arrival: Arrival, outcome: Outcome): void => {
    const { rule, key, group } = delivery;
    const { episode, opened, fired } = outcome;
    if (episode) change(memory, rule, key, episode);
    if (opened) {
      memory.episodes += 1;
      closeTooMany(memory, limits);
    }
    if (fired === undefined) return;
    const firing: Arrival = {
      time: fired,
      seq: memory.seq,
      count: opened ? episode!.count : arrival.count,
      host: arrival.host,
      isOngoing: !opened,
      news: opened
        ? newsOf(
            () => namesOf(episode!.gathered),
            () => [...episode!.gathered.evidence],
          )
        : arrival.news,
      // Not the record's own: that may open a finding, too.
      identity: () => `${record.identity()} of ${rule.rule.id} at ${fired}`,
    };
    const places = (group!.firings ??= firingsOf(delivery));
    for (const place of places) {
      // It counts once for each finding; for the others it goes on happening.
      if (opened || place.rule.correlation !== "event_count") deliver(place, firing);
    }
  };

  /** A firing has the values of its group, and no others. */
  const firingsOf = ({ rule, key }: Delivery): Delivery[] => {
    const values = groupOf(key, rule.names);
    const valueOf = (field: string): string | undefined =>
      Object.hasOwn(values, field) ? values[field] : undefined;
    return deliveriesOf(rule.feeds, valueOf, isUntimed(key), memory.tracks);
  };

  return {
    /** A rule that the next record matches. */
    matched(rule: DetectionRule): void {
      route = routeAfter(route, rule, plan);
    },
    /** The record of these rules; answers whether there were any. */
    deliver(matching: LogRecord): boolean {
      if (route === start) return false;
      record = matching;
      memory.seq += 1;
      isUntimedRecord = !(Math.abs(record.time) <= FARTHEST);
      current.time = isUntimedRecord ? 0 : record.time;
      current.seq = memory.seq;
      current.count = record.count >= 1 ? record.count : 1;
      current.host = memory.hosts.seen(hostOf(record), isUntimedRecord ? NaN : record.time);
      news.forget();
      subject = subjectOf(route, record, isUntimedRecord, memory.tracks);
      route = start;
      const { deliveries } = subject;
      for (let index = 0; index < deliveries.length; index += 1)
        deliver(deliveries[index]!, current);
      return true;
    },
  };
}
