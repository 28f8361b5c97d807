import type { OrchestrationContext } from "durable-functions";
import { defang } from "../domain/defang";
import { readableTime } from "../domain/readable-time";
import type { StepReport } from "../domain/report/report";
import { stepReport } from "../domain/step-report";
import { type Flow, askAll } from "../durable/flow";
import {
  type Response,
  type ResponseInput,
  activities,
  enter,
  patienceOf,
  stepOf,
} from "./response";

/** Blocks what the plan says, each on its own: one that fails does not stop the others. */
export function* containThreats(
  context: OrchestrationContext,
  { policy }: ResponseInput,
  { incident, plan }: Response,
): Flow<{ steps: StepReport[]; blocked: string[] }> {
  enter(context, "containing");
  const { blockAddress } = activities(context);
  const { ref } = incident;
  const inputs = plan.blocks.map((block) => ({
    step: stepOf(context, ref, `block ${block.observable.value}`),
    block,
    incidentName: ref.name,
  }));

  const { blocks } = yield* askAll(
    context,
    { blocks: inputs.map((input) => () => blockAddress(input)) },
    patienceOf(policy),
  );

  const values = plan.blocks.map(({ observable }) => observable.value);
  return {
    steps: blocks.map((outcome, index) =>
      stepReport(
        `Block ${defang(values[index]!)}`,
        outcome,
        ({ expiresAt }) => `in the block list until ${readableTime(expiresAt)}`,
      ),
    ),
    blocked: values.filter((_, index) => blocks[index]!.ok),
  };
}
