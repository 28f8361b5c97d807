import type { LogRecord } from "../log-record";
import type { Correlator, Feed } from "./correlator";
import { type Names, namesFrom } from "./gathered";
import { groupKey } from "./group-key";
import { whatOf } from "./counted";
import { copied, textOf } from "./kept-text";
import type { DetectionRule } from "../sigma/rule";
import type { Delivery, Track } from "./track";

/** What is worked out once for all records of a route that say the same. */
export interface Subject {
  readonly deliveries: readonly Delivery[];
  readonly names: Names;
}

/** The way of all records that match the same rules. */
export interface Route {
  readonly feeds: readonly Feed[];
  /** What of a record decides where it goes, and what is told of it. */
  readonly fields: readonly string[];
  /** Whether records that are alike say the same in these. */
  readonly isAlike: boolean;
  /** By the values of these fields. */
  readonly subjects: Map<string, Subject>;
  /** How often one was known since these were last forgotten. */
  hits: number;
  /** For so many records none is kept: those before said something new each time. */
  rest: number;
  /** The way of those that match one rule more. */
  readonly next: Map<DetectionRule, Route>;
}

export type Tracks = ReadonlyMap<Correlator, Track>;
type ValueOf = (field: string) => string | undefined;

const MOST_SUBJECTS = 4_096;
/** Records until it is tried again. */
const REST = 65_536;
const LONGEST = 1_024;
const BETWEEN = "\0";

/** What a record says, by its route. Records whose values cannot be told apart in one text are worked out each time. */
export function subjectOf(
  route: Route,
  record: LogRecord,
  untimed: boolean,
  tracks: Tracks,
): Subject {
  const likeness = untimed || !route.isAlike ? undefined : record.likeness?.();
  if (likeness === undefined) return lookedUp(route, record, untimed, tracks);
  if (likeness.saidBy !== route) {
    likeness.said = lookedUp(route, record, untimed, tracks);
    likeness.saidBy = route;
  }
  return likeness.said as Subject;
}

function lookedUp(route: Route, record: LogRecord, untimed: boolean, tracks: Tracks): Subject {
  const { fields, subjects } = route;
  if (route.rest > 0) {
    route.rest -= 1;
    return madeFrom(route, record, untimed, tracks);
  }
  let key = untimed ? "u" : "t";
  for (let at = 0; at < fields.length; at += 1)
    key += BETWEEN + (textOf(record.get(fields[at]!)) ?? "");
  const known = subjects.get(key);
  if (known) {
    route.hits += 1;
    return known;
  }
  const isPlain = key.length <= LONGEST && key.split(BETWEEN).length === fields.length + 1;
  const made = madeFrom(route, record, untimed, tracks);
  if (!isPlain) return made;
  if (subjects.size >= MOST_SUBJECTS) {
    if (route.hits < MOST_SUBJECTS) route.rest = REST;
    route.hits = 0;
    subjects.clear();
  }
  subjects.set(copied(key), made);
  return made;
}

function madeFrom({ feeds }: Route, record: LogRecord, untimed: boolean, tracks: Tracks): Subject {
  const valueOf: ValueOf = (field) => {
    const text = textOf(record.get(field));
    return text === undefined ? undefined : copied(text);
  };
  const deliveries = deliveriesOf(feeds, valueOf, untimed, tracks);
  return { deliveries: deliveries.filter(isFirst), names: namesFrom(valueOf) };
}

/** Where the values lead: not to correlations that lack one of them. */
export function deliveriesOf(
  feeds: readonly Feed[],
  valueOf: ValueOf,
  untimed: boolean,
  tracks: Tracks,
): Delivery[] {
  const deliveries: Delivery[] = [];
  for (const feed of feeds) {
    const key = groupKey(feed.groupBy, valueOf, feed.into.optional, untimed);
    const what = key === undefined ? undefined : whatOf(feed, valueOf);
    if (key === undefined || what === undefined) continue;
    const track = tracks.get(feed.into)!;
    deliveries.push({ rule: feed.into, track, key: copied(key), what, group: undefined });
  }
  return deliveries;
}

/** One record counts once in a group, whichever rules it matches, unless these are what counts. */
function isFirst(one: Delivery, index: number, all: readonly Delivery[]): boolean {
  for (let at = index - 1; at >= 0; at -= 1) {
    const other = all[at]!;
    if (other.rule !== one.rule) continue;
    const isSame = one.rule.correlation === "event_count" || other.what === one.what;
    return other.key !== one.key || !isSame;
  }
  return true;
}
