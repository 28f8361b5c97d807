import type { Correlator } from "./correlator";
import type { Occurrence } from "./occurrence";
import { type Group, type Track, drop } from "./track";

/**
 * Leaves out what a group need not keep when there is more than it may. Of those that came one after the other in order, it loses
 * nothing that could have made its rule hold.
 */
export function crowded(rule: Correlator, track: Track, group: Group): void {
  while (group.size > rule.keeps) {
    const { gone, heir } = leastNeeded(rule, group.head!);
    if (heir && rule.firings[gone.what as number]) heir.count += gone.count;
    else if (gone.detail !== "" && gone.time >= group.head!.time - rule.timespan)
      group.dropped += gone.count;
    drop(track, group, gone);
  }
}

interface Leaving {
  gone: Occurrence;
  /** A later one that says the same. */
  heir?: Occurrence;
}

function leastNeeded(rule: Correlator, head: Occurrence): Leaving {
  const oldest = oldestOf(head);
  if (rule.correlation === "event_count") return { gone: oldest };
  const run = rule.correlation === "temporal_ordered" ? inRun(head) : undefined;
  return run ?? repeated(head) ?? { gone: oldest };
}

function oldestOf(head: Occurrence): Occurrence {
  let oldest = head;
  for (let at: Occurrence | undefined = head; at; at = at.older)
    if (at.seq < oldest.seq) oldest = at;
  return oldest;
}

/** The one that came first of those that are followed by one of the same rule. */
function inRun(head: Occurrence): Leaving | undefined {
  let found: Leaving | undefined;
  for (let heir = head; heir.older; heir = heir.older) {
    const gone = heir.older;
    if (gone.what === heir.what && isSameState(gone, heir) && !(found && found.gone.seq < gone.seq))
      found = { gone, heir };
  }
  return found;
}

/** The one that came first of those whose value, or rule, is there again. */
function repeated(head: Occurrence): Leaving | undefined {
  const latest = new Map<number | string, Occurrence>();
  let found: Leaving | undefined;
  for (let at: Occurrence | undefined = head; at; at = at.older) {
    const heir = latest.get(at.what);
    if (!heir) latest.set(at.what, at);
    else if (isSameState(at, heir) && !(found && found.gone.seq < at.seq))
      found = { gone: at, heir };
  }
  return found;
}

/** Both wait, or both are part of a finding. */
const isSameState = (one: Occurrence, other: Occurrence): boolean =>
  (one.detail === "") === (other.detail === "");
