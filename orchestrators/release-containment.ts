import type { OrchestrationContext } from "durable-functions";
import type { Released } from "../activities/containing";
import { defang } from "../domain/defang";
import type { IncidentRef } from "../domain/incident";
import { type Flow, ask } from "../durable/flow";
import { activities, stepOf } from "./response";
import { takeBack } from "./take-back";

export interface ReleaseInput {
  /** Of the containment whose time is up. */
  id: string;
  /** What it is, as a sentence: "Isolate PC7". */
  what: string;
  /** Whose record and whose comments tell of it. */
  incident: IncidentRef;
}

export type ReleaseResult = Pick<Released, "id" | "detail"> & {
  state: Released["state"] | "failed";
};

const patienceMs = 30 * 60_000;
const forMs = 24 * 3_600_000;

/**
 * Takes a containment back once its time is up, and sees to it for a day. What then still is not as it
 * was is said in the incident: somebody must do it by hand.
 */
export function* releaseContainment(
  context: OrchestrationContext,
  { id, what, incident }: ReleaseInput,
): Flow<ReleaseResult> {
  const outcome = yield* takeBack(context, { id, incident, ref: null }, forMs);
  const result: ReleaseResult = outcome.ok
    ? outcome.value
    : { id, state: "failed", detail: outcome.failure.message };
  if (result.state === "ended" || result.state === "held") return result;

  const { addRemark } = activities(context);
  const remark = {
    step: stepOf(context, incident, `remark of ${context.df.instanceId}`),
    ref: incident,
    title: "A containment was to end, and somebody must see to it",
    lines: [`${defang(what)}: ${result.detail}`],
  };
  yield* ask(context, () => addRemark(remark), patienceMs);
  return result;
}
