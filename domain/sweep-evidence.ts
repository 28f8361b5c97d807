import type { ContextFinding } from "./context";
import type { SweepOrigin } from "./sweep";

/** What a finding says against those that it is about, as a source of context would. */
export const contextOfSweep = (sweep: SweepOrigin | undefined): ContextFinding[] =>
  (sweep?.evidence ?? []).map(({ about, label, signal, strength, at, because }) => ({
    source: "Log sweep",
    about,
    label,
    state: "found",
    facts: [because],
    signals: [
      {
        name: signal,
        about,
        strength,
        // A log tells what its machine saw; who could write to it could tell it, too.
        confidence: 0.8,
        because: `Log sweep: ${because}`,
        ...(at !== undefined && { at }),
      },
    ],
  }));
