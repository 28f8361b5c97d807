import type { OrchestrationContext } from "durable-functions";
import { containmentKinds } from "../domain/containment-kind";
import { defang } from "../domain/defang";
import type { Containment } from "../domain/containment";
import type { IncidentRef } from "../domain/incident";
import { must } from "../domain/outcome";
import { type Flow, ask } from "../durable/flow";
import { activities, stepOf } from "./response";
import { takeBack } from "./take-back";

export interface UndoInput {
  ref: IncidentRef;
  /** Who wants it, as their sign-in names them. */
  by: string;
  reason: string;
}

export interface UndoResult {
  /** In the order in which it was taken back: the last that was done first. */
  items: UndoneItem[];
}

export interface UndoneItem {
  id: string;
  state: "ended" | "held" | "pending" | "left" | "failed";
  detail: string;
}

const patienceMs = 30 * 60_000;
const forMs = 30 * 60_000;

/** Takes back everything that an incident holds, the last first, and says what could not be. */
export function* undoIncident(
  context: OrchestrationContext,
  { ref, by, reason }: UndoInput,
): Flow<UndoResult> {
  const { heldContainments, addRemark } = activities(context);
  const held = must(yield* ask(context, () => heldContainments({ ref }), patienceMs));
  const items: UndoneItem[] = [];
  for (const { id } of held) {
    const outcome = yield* takeBack(context, { id, incident: ref, ref }, forMs);
    items.push(
      outcome.ok ? outcome.value : { id, state: "failed", detail: outcome.failure.message },
    );
  }

  const remark = {
    step: stepOf(context, ref, `remark of ${context.df.instanceId}`),
    ref,
    title: `Taken back by ${by}: ${reason}`,
    lines:
      items.length === 0
        ? ["Nothing was in force"]
        : held.map((containment, index) => lineOf(containment, items[index]!)),
  };
  yield* ask(context, () => addRemark(remark), patienceMs);
  return { items };
}

const words: Record<UndoneItem["state"], string> = {
  ended: "done",
  held: "not done",
  pending: "under way",
  left: "not done, somebody must see to it",
  failed: "failed, somebody must see to it",
};

function lineOf({ kind, target }: Containment, { state, detail }: UndoneItem): string {
  const { undoVerb, verb } = containmentKinds[kind];
  const what =
    undoVerb === null
      ? `${verb} ${target.label}, which has no undo`
      : `${undoVerb} ${target.label}`;
  return `${defang(what)}: ${words[state]}, ${detail}`;
}
