import type { Detail } from "./gathered";

/**
 * A record that a correlation counts, or the firing of another correlation. Those of a group are a list from the latest to
 * the earliest: by time, then by arrival.
 */
export interface Occurrence {
  /** 0 for every one of a group without times. */
  time: number;
  seq: number;
  count: number;
  host: number;
  /** The value that counts (value_count), else which of the correlation's rules it is of. */
  readonly what: number | string;
  /** What it says; undefined once it is part of a finding. */
  detail: Detail | undefined;
  older: Occurrence | undefined;
}

/** Puts it in its place, and answers the new latest one. */
export function inserted(head: Occurrence | undefined, added: Occurrence): Occurrence {
  if (!head || head.time <= added.time) {
    added.older = head;
    return added;
  }
  let newer = head;
  while (newer.older && newer.older.time > added.time) newer = newer.older;
  added.older = newer.older;
  newer.older = added;
  return head;
}

/** Takes one out, and answers the latest of the others. */
export function without(head: Occurrence, gone: Occurrence): Occurrence | undefined {
  if (head === gone) return head.older;
  let newer = head;
  while (newer.older && newer.older !== gone) newer = newer.older;
  if (newer.older === gone) newer.older = gone.older;
  return head;
}

/** Those with which a window may end that holds this one, the earliest first: itself, and what is later by at most a timespan. */
export function endsAround(head: Occurrence, added: Occurrence, timespan: number): Occurrence[] {
  const ends: Occurrence[] = [added];
  for (let at: Occurrence | undefined = head; at && at !== added; at = at.older)
    if (at.time <= added.time + timespan) ends.splice(1, 0, at);
  return ends;
}
