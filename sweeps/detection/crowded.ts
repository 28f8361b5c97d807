import type { Correlator } from "./correlator";
import type { Occurrence } from "./occurrence";
import { type Group, type Track, detail, drop } from "./track";

/**
 * Leaves out what a group need not keep when there is more than it may. Of those that came one after the other in order, it loses
 * nothing that could have made its rule hold.
 */
export function crowded(rule: Correlator, track: Track, group: Group): void {
  if (group.size <= rule.keeps * 1.5) return; // several at once cost little more than one
  if (rule.correlation === "event_count" && cutInOrder(rule, track, group)) return;
  while (group.size > rule.keeps) {
    if (rule.correlation === "temporal_ordered") cutRuns(rule, track, group);
    if (group.size > rule.keeps) dropLeastNeeded(rule, track, group);
  }
}

function dropLeastNeeded(rule: Correlator, track: Track, group: Group): void {
  const head = group.head!;
  const isCounting = rule.correlation === "event_count";
  const leaving = (isCounting ? undefined : repeated(head)) ?? { gone: firstToCome(head) };
  inherit(rule, group, leaving);
  drop(track, group, leaving.gone);
}

/** What is left out counts with a later one that says the same, if both are firings; else the finding says that it is missing. */
function inherit(rule: Correlator, group: Group, { gone, heir }: Leaving): void {
  if (heir && rule.firings[gone.what as number]) heir.count += gone.count;
  else if (gone.detail && gone.time >= group.head!.time - rule.timespan)
    group.dropped += gone.count;
}

/** Of a row of the same rule the earliest, again and again. */
function cutRuns(rule: Correlator, track: Track, group: Group): void {
  const all: Occurrence[] = [];
  for (let at = group.head; at; at = at.older) all.push(at);
  for (let at = all.length - 1; at > 0 && group.size > rule.keeps; at -= 1) {
    const [gone, heir] = [all[at]!, all[at - 1]!];
    if (!saysTheSame(gone, heir)) continue;
    inherit(rule, group, { gone, heir });
    heir.older = gone.older;
    group.size -= 1;
    track.waiting -= 1;
    detail(track, gone, undefined);
  }
}

/** Where all came in order of time, the first to come are the last of the list; false where not. */
function cutInOrder(rule: Correlator, track: Track, group: Group): boolean {
  const head = group.head!;
  let last = head;
  let kept = 1;
  for (let at: Occurrence = head; at.older; at = at.older) {
    if (at.older.seq > at.seq) return false;
    if (kept < rule.keeps) {
      kept += 1;
      last = at.older;
    }
  }
  const since = head.time - rule.timespan;
  for (let gone = last.older; gone; gone = gone.older) {
    if (gone.detail && gone.time >= since) group.dropped += gone.count;
    detail(track, gone, undefined);
  }
  last.older = undefined;
  track.waiting -= group.size - kept;
  group.size = kept;
  return true;
}

interface Leaving {
  gone: Occurrence;
  /** A later one that says the same. */
  heir?: Occurrence;
}

function firstToCome(head: Occurrence): Occurrence {
  let first = head;
  for (let at: Occurrence | undefined = head; at; at = at.older) if (at.seq < first.seq) first = at;
  return first;
}

/** The earliest whose value, or rule, is there again. */
function repeated(head: Occurrence): Leaving | undefined {
  let earliest = head;
  while (earliest.older) earliest = earliest.older;
  if (earliest !== head && saysTheSame(earliest, head)) return { gone: earliest, heir: head };
  const all: Occurrence[] = [];
  for (let at: Occurrence | undefined = head; at; at = at.older) all.push(at);
  for (let at = all.length - 1; at > 0; at -= 1)
    for (let later = at - 1; later >= 0; later -= 1)
      if (saysTheSame(all[at]!, all[later]!)) return { gone: all[at]!, heir: all[later]! };
  return undefined;
}

/** And both wait, or both are part of a finding. */
const saysTheSame = (one: Occurrence, other: Occurrence): boolean =>
  one.what === other.what && (one.detail === undefined) === (other.detail === undefined);
