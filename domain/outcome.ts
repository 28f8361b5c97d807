import type { RehearsedRequest } from "./rehearsal";

/**
 * How a call to a vendor can end. Plain data on purpose: a class does not survive the JSON
 * between an activity and its orchestrator; a `kind` does.
 */

/** "rehearsed" is how a change ends in a what-if run: it was not sent. */
export type FailureKind =
  | "transient"
  | "rate-limited"
  | "auth"
  | "not-found"
  | "permanent"
  | "rehearsed";

export interface Failure {
  kind: FailureKind;
  /** The folder name of the connector, or "activity" when the step itself broke. */
  vendor: string;
  /** What was tried and what came back, in one sentence; never a secret. */
  message: string;
  /** Only with `rate-limited`: when the vendor, or our guess for it, says to come back. */
  retryAfterSeconds?: number;
  /** Only with `rate-limited`: it was not the vendor, the team's own budget has not come to it yet. */
  turn?: TurnToCome;
  /** Only with `rehearsed`: what would have been sent; nothing where the app itself holds it. */
  request?: RehearsedRequest;
}

/** A call that waits in line for its budget, as long as that takes. */
export interface TurnToCome {
  /** Calls before it. */
  ahead: number;
  /** When its turn is expected, ISO 8601. */
  at: string;
  /** The budget goes on without the service rather than wait that long: not to be asked again. */
  isSkipped?: true;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export const success = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const failure = (reason: Failure): Outcome<never> => ({ ok: false, failure: reason });

/** Whether trying the same call again later can help. */
export const isRetryable = (kind: FailureKind): boolean =>
  kind === "transient" || kind === "rate-limited";

/** The value, or an end to the flow: for a step that the rest cannot do without. */
export function must<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.failure.message);
}
