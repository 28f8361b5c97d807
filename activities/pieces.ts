import { ConnectorError } from "../connectors/connector-error";
import type { Carried } from "../domain/pieces";
import type { Ledger } from "../ledger/ledger";
import type { ActivityDependencies } from "./dependencies";

const keptMs = 30 * 86_400_000;

/**
 * What is too large for one step goes into the ledger in pieces, and the step is told under which keys.
 * Of a what-if run, too: nothing outside changes by it, and nobody finds a piece who has no key.
 */
export const pieces = ({ ledger, now }: Pick<ActivityDependencies, "ledger" | "now">) => ({
  /** Keeps one piece for thirty days; a repeat keeps the same. */
  async keepPiece({ key, text }: { key: string; text: string }): Promise<{ key: string }> {
    await ledger.keep(key, text, new Date(now().getTime() + keptMs).toISOString());
    return { key };
  },
});

/** The text that a step carries, put together from its pieces. */
export async function carriedText(
  { ledger, now }: { ledger: Pick<Ledger, "kept">; now: () => Date },
  carried: Carried,
): Promise<string> {
  if ("text" in carried) return carried.text;
  const { keys } = carried;
  const at = now().toISOString();
  const texts = await Promise.all(keys.map((key) => ledger.kept(key, at)));
  const missing = texts.findIndex((text) => typeof text !== "string");
  if (missing < 0) return texts.join("");
  const sentence = `The ledger was asked for "${keys[missing]}" and has no such piece: was it kept in another ledger, or more than 30 days ago?`;
  throw new ConnectorError("activity", "not-found", sentence);
}
