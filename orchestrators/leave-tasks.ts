import type { OrchestrationContext } from "durable-functions";
import type { StepReport } from "../domain/report/report";
import { stepReport } from "../domain/step-report";
import type { TaskText } from "../domain/task";
import { type Flow, askAll } from "../durable/flow";
import { type Response, type ResponseInput, activities, patienceOf, stepOf } from "./response";

/** Tasks of one incident that a run leaves at a time; Sentinel takes 40, of everybody together. */
const mostTasks = 10;

/** Leaves a task in the incident for each thing that only a person can do; one that is there already stays. */
export function* leaveTasks(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  { incident: { ref, isOutsideSentinel } }: Response,
  tasks: readonly TaskText[],
): Flow<StepReport[]> {
  const { addTask } = activities(context);
  const left = tasks.slice(0, mostTasks);
  if (isOutsideSentinel) return left.map(waitingTask);
  const { added } = yield* askAll(
    context,
    {
      added: left.map((task) => () => {
        // By its title and not by its place: another run of the incident may find other things to do.
        const step = stepOf(context, ref, `task ${task.title}`);
        return addTask({ step, ref, task });
      }),
    },
    patienceOf(policy),
  );
  return added.map((outcome, index) =>
    stepReport(`Task "${left[index]!.title}"`, outcome, () => "left for a person"),
  );
}

/** Outside of Sentinel there is no list of tasks: ticket and messages say what a person is to do. */
const waitingTask = ({ title }: TaskText): StepReport => ({
  what: `Task "${title}"`,
  state: "waits",
  detail: "for a person: there is no incident in Sentinel to leave it in",
});
