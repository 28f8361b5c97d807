import type { OrchestrationContext } from "durable-functions";
import type { PlannedContainment } from "../domain/containment";
import { sentenceOf } from "../domain/containment-kind";
import { defang } from "../domain/defang";
import type { Policy } from "../domain/policy";
import { readableTime } from "../domain/readable-time";
import type { StepReport } from "../domain/report/report";

const minute = 60_000;

/** What people are asked for, as the report says it while it waits for them. */
export function waitingSteps(
  context: OrchestrationContext,
  items: readonly PlannedContainment[],
  { agree }: Policy,
): StepReport[] {
  const now = context.df.currentUtcDateTime.getTime();
  const until = readableTime(new Date(now + agree.expireAfterMinutes * minute).toISOString());
  return items.map((item) => ({
    what: defang(sentenceOf(item)),
    state: "waits",
    detail:
      agree.approvers.length === 0
        ? `${item.askedBecause ?? "it is to be asked"}, and the policy names nobody who may decide`
        : `asked for until ${until}, then it is not done: ${item.askedBecause ?? "it is to be asked"}`,
    about: item.id,
  }));
}

/** What people did not agree to. */
export const declinedSteps = (items: readonly PlannedContainment[], why: string): StepReport[] =>
  items.map((item) => ({
    what: defang(sentenceOf(item)),
    state: "skipped",
    detail: why,
    about: item.id,
  }));
