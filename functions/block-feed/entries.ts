import { type Containment, endOf } from "../../domain/containment";
import { fitsFeed } from "../../domain/feed-value";
import { refusalOf } from "../../domain/guard";
import type { ObservableKind } from "../../domain/observable";
import type { Policy } from "../../domain/policy";

/** One line of a feed. */
export interface Entry {
  value: string;
  kind: ObservableKind;
  /** ISO 8601. */
  added: string;
  expires: string;
  /** Numbers of the incidents that hold it, ascending. */
  incidents: number[];
}

/** What may stand in the feed of a kind at a time (ISO 8601), sorted by value. */
export const entriesOf = (
  containments: readonly Containment[],
  kind: ObservableKind,
  at: string,
): Entry[] =>
  containments
    .map((containment) => entryOf(containment, kind, at))
    .filter((entry) => entry !== undefined)
    .toSorted((a, b) => (a.value < b.value ? -1 : 1));

function entryOf(containment: Containment, kind: ObservableKind, at: string): Entry | undefined {
  const { id, label } = containment.target;
  const expires = endOf(containment);
  const isOver = expires === undefined || Date.parse(expires) <= Date.parse(at);
  if (isOver || id !== `${kind}:${label}` || !fitsFeed({ kind, value: label })) return undefined;
  const holds = containment.holds.filter((hold) => Date.parse(hold.expiresAt) > Date.parse(at));
  const [added = at] = holds.map(({ addedAt }) => addedAt).toSorted();
  const incidents = holds.map(({ incidentNumber }) => incidentNumber);
  return {
    value: label,
    kind,
    added,
    expires,
    incidents: [...new Set(incidents)].toSorted((a, b) => a - b),
  };
}

/**
 * Whether nothing protects the target of a block that is in force. The switches that stop new
 * containments (kill switch, maintenance, a kind that is never done) do not let go of it: a feed that
 * became empty by them would open every firewall at once.
 */
export function mayBeServed({ kind, target }: Containment, policy: Policy, at: string): boolean {
  const kinds = { ...policy.contain.kinds, [kind]: { ...policy.contain.kinds[kind], act: "ask" } };
  const contain = { ...policy.contain, isEnabled: true, quietTimes: [], kinds };
  return refusalOf(kind, target, { ...policy, contain }, at) === undefined;
}
