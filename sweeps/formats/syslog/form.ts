import type { Facts } from "../facts";

/** A sort of message: what it means, and how to read it when someone asks. */
export interface Form {
  /** Whether it is a log-in attempt: each attempt has one such line, whatever else is written about it. */
  readonly isAttempt: boolean;
  readonly action: string;
  readonly outcome?: "success" | "failure";
  /** How many times it happened, by the message; 1 where this is missing. */
  readonly times?: (message: string) => number;
  readonly read: (message: string, facts: Facts) => void;
}

/** Tells a message's form by its bytes; undefined for one that has none. */
export type Reading = (bytes: Buffer, at: number, end: number) => Form | undefined;
