import { cleanLine } from "../clean-text";
import type { RefusedContainment } from "../containment";
import { containmentKinds } from "../containment-kind";
import { counted } from "../words";
import type { Report, StepReport, StepState } from "./report";

/** The steps by how they ended. */
export function stepsByState({ steps }: Report): Record<StepState, StepReport[]> {
  const inState = (state: StepState): StepReport[] => steps.filter((step) => step.state === state);
  return {
    done: inState("done"),
    failed: inState("failed"),
    maybe: inState("maybe"),
    skipped: inState("skipped"),
    waits: inState("waits"),
    would: inState("would"),
  };
}

/** One step as a sentence. */
export function stepText({ what, detail }: StepReport): string {
  return detail === "" ? what : `${what}: ${detail}`;
}

const outcomes: readonly [word: string, isSo: (step: StepReport) => boolean][] = [
  ["Did not happen", ({ state }) => state === "failed"],
  ["May have happened", ({ state }) => state === "maybe"],
  ["Waits", ({ state }) => state === "waits"],
  // What policy never wanted is no news; what people did not want is.
  ["Not done", isDeclined],
  ["Done", ({ state }) => state === "done"],
];

/**
 * What became of everything that was to be done, a line each, what went wrong first; "" where nothing
 * is worth a line.
 */
export function outcomeText(steps: StepReport[]): string {
  const lines = outcomes.flatMap(([word, isSo]) =>
    steps.filter(isSo).map((step) => `${word}: ${cleanLine(stepText(step), 200)}`),
  );
  return lines.join("\n");
}

/** Whether a step is a containment that people did not want, or were not asked for in the end. */
export function isDeclined({ state, about }: StepReport): boolean {
  return state === "skipped" && about !== undefined;
}

/** All that was considered and is not contained: by which rule, or by whose decision. */
export const notContained = ({ plan, steps }: Report): string[] => [
  ...plan.refused.map(refusedText),
  ...steps.filter(isDeclined).map(stepText),
];

/** What is not done, and the rule that says so. */
export const refusedText = ({ kind, label, reason }: RefusedContainment): string =>
  `${containmentKinds[kind].verb} ${cleanLine(label, 120)}: ${reason}`;

/** What the missing answers mean for the verdict; undefined when none is missing. */
export function gapText({ assessment }: Report): string | undefined {
  const { gaps, gapsCouldChangeIt } = assessment;
  if (gaps.length === 0) return undefined;
  const answers = gaps.length === 1 ? "Its answer" : "The answers";
  return `${counted(gaps.length, "question")} got no answer. ${answers} could ${gapsCouldChangeIt ? "" : "not "}have changed this verdict.`;
}
