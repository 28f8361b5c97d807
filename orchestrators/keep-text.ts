import type { OrchestrationContext } from "durable-functions";
import type { Outcome } from "../domain/outcome";
import { type Carried, MOST_BYTES, bytesOf, piecesOf } from "../domain/pieces";
import { type Flow, askAll } from "../durable/flow";
import { activities } from "./response";

/**
 * Makes a text of any length fit for a step's input. A short one is carried as it is, without a step;
 * of a long one the ledger keeps the pieces, under the run and a name that no other text of it has.
 */
export function* keepText(
  context: OrchestrationContext,
  name: string,
  text: string,
  patienceMs: number,
): Flow<Outcome<Carried>> {
  if (bytesOf(text) <= MOST_BYTES) return { ok: true, value: { text } };
  const { keepPiece } = activities(context);
  const inputs = piecesOf(text).map((piece, index) => ({
    key: `piece/${context.df.instanceId}/${name}/${index + 1}`,
    text: piece,
  }));
  const { kept } = yield* askAll(
    context,
    { kept: inputs.map((input) => () => keepPiece(input)) },
    patienceMs,
  );
  const failed = kept.find(({ ok }) => !ok);
  if (failed && !failed.ok) return failed;
  return { ok: true, value: { keys: inputs.map(({ key }) => key) } };
}
