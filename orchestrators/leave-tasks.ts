import type { OrchestrationContext } from "durable-functions";
import { sentenceOf } from "../domain/containment-kind";
import { taskOf } from "../domain/report/task";
import type { StepReport } from "../domain/report/report";
import { stepReport } from "../domain/step-report";
import { type Flow, askAll } from "../durable/flow";
import { type Response, type ResponseInput, activities, patienceOf, stepOf } from "./response";

/** Tasks of one incident that a run leaves; Sentinel takes 40, of everybody together. */
const mostTasks = 10;

/** Leaves a task in the incident for each thing that only a person can do now. */
export function* leaveTasks(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  { incident: { ref }, plan, steps }: Response,
): Flow<StepReport[]> {
  const { addTask } = activities(context);
  const failed = plan.items.flatMap((item) => {
    const step = steps.find(({ about, state }) => about === item.id && state === "failed");
    return step ? [taskOf(sentenceOf(item), step.detail)] : [];
  });
  const human = plan.refused
    .filter(({ needsHuman }) => needsHuman)
    .map((refused) => taskOf(sentenceOf({ kind: refused.kind, target: refused }), refused.reason));
  const tasks = [...failed, ...human].slice(0, mostTasks);
  const { added } = yield* askAll(
    context,
    {
      added: tasks.map((task, index) => () => {
        const step = stepOf(context, ref, `task ${index + 1}`);
        return addTask({ step, ref, task });
      }),
    },
    patienceOf(policy),
  );
  return added.map((outcome, index) =>
    stepReport(`Task "${tasks[index]!.title}"`, outcome, () => "left for a person"),
  );
}
