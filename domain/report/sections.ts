import type { Report, StepReport } from "./report";

/** The parts of a report that are lists of sentences, as every rendering of it names them. */
export interface StepSections {
  done: StepReport[];
  failed: StepReport[];
  maybe: StepReport[];
  skipped: StepReport[];
}

/** The steps by how they ended. */
export function stepsByState({ steps }: Report): StepSections {
  const inState = (state: StepReport["state"]): StepReport[] =>
    steps.filter((step) => step.state === state);
  return {
    done: inState("done"),
    failed: inState("failed"),
    maybe: inState("maybe"),
    skipped: inState("skipped"),
  };
}

/** One step as a sentence. */
export function stepText({ what, detail }: StepReport): string {
  return detail === "" ? what : `${what}: ${detail}`;
}

/** What the missing answers mean for the verdict; undefined when none is missing. */
export function gapText({ assessment }: Report): string | undefined {
  const { gaps, gapsCouldChangeIt } = assessment;
  if (gaps.length === 0) return undefined;
  const [subject, answers] =
    gaps.length === 1 ? ["1 question", "Its answer"] : [`${gaps.length} questions`, "The answers"];
  return `${subject} got no answer. ${answers} could ${gapsCouldChangeIt ? "" : "not "}have changed this verdict.`;
}
