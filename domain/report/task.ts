import { cleanLine } from "../clean-text";
import type { ContainmentPlan } from "../containment";
import { sentenceOf } from "../containment-kind";
import type { TaskText } from "../task";
import type { StepReport } from "./report";

const longestWhat = 150;
const longestWhy = 600;

/**
 * What only a person can do now, and why the app did not: what failed of a plan by these steps, and what it
 * refused for a person. One task for each thing, whatever the number of reasons.
 */
export function tasksOf(
  { items, refused }: ContainmentPlan,
  steps: readonly StepReport[],
): TaskText[] {
  const failed = items.flatMap((item) => {
    const step = steps.find(({ about, state }) => about === item.id && state === "failed");
    return step ? [{ what: sentenceOf(item), why: step.detail }] : [];
  });
  const human = refused
    .filter(({ needsHuman }) => needsHuman)
    .map((one) => ({ what: sentenceOf({ kind: one.kind, target: one }), why: one.reason }));
  return [...Map.groupBy([...failed, ...human], ({ what }) => what)].map(([what, ones]) => ({
    title: cleanLine(`By hand: ${what}`, longestWhat),
    description: ["It was not done:", ...ones.map(({ why }) => cleanLine(why, longestWhy))].join(
      "\n",
    ),
  }));
}
