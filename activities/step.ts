import { createHash } from "node:crypto";

/** Identifies one side effect of one run, the same in every repeat. */
export interface Step {
  /** The incident's ARM path in short, and the name of the step: equal in every run of the incident. */
  key: string;
  /** Instance id of the run. */
  runId: string;
  /** When the run came to it, ISO 8601. */
  at: string;
  /** The step of a what-if run: it looks and sends nothing. */
  isRehearsal?: true;
}

/** A GUID made from a step's key: what a vendor keeps under it, a repeat finds. */
export function guidOf({ key }: Step): string {
  const hex = createHash("sha256").update(key).digest("hex");
  const parts = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(hex)!.slice(1);
  // Version 8 and variant 8 of RFC 9562: a GUID whose bits are the application's own.
  const [low, middle, high, clock, node] = parts;
  return `${low}-${middle}-8${high}-8${clock}-${node}`;
}
