import type { Json } from "../domain/json";
import { chainOfStep } from "../domain/record";
import type { Intent, Ledger } from "../ledger/ledger";
import type { Step } from "./step";

/** Tells an incident's record of one side effect. Each word of it is written once, however often it is said. */
export interface EffectRecord {
  intended(): Promise<void>;
  done(result: unknown): Promise<void>;
  /** It may have been sent, and nobody will know. */
  maybe(): Promise<void>;
  /** It was surely not done, and will not be tried again by itself. */
  refused(reason: string): Promise<void>;
}

export function recordEffect(
  ledger: Pick<Ledger, "append">,
  { key, runId }: Step,
  { action, target }: Pick<Intent, "action" | "target">,
): EffectRecord {
  const what = { action: short(action), target: short(target) };
  const say = (word: string, more: { [name: string]: Json } = {}): Promise<void> =>
    ledger.append(chainOfStep(key), `${key} ${word}`, {
      what: word,
      by: runId,
      at: new Date().toISOString(),
      detail: { ...what, ...more },
    });
  return {
    intended: () => say("intended"),
    done: (result) => say("done", namesIn(result)),
    maybe: () => say("maybe"),
    refused: (reason) => say("refused", { reason: short(reason) }),
  };
}

/** What finds again, at the vendor, what was done; all else of a result stays out of the record. */
const names = ["id", "number", "key", "commentId", "mailId", "channel", "ts"] as const;

function namesIn(result: unknown): { [name: string]: Json } {
  const members = (typeof result === "object" && result !== null ? result : {}) as Partial<
    Record<string, unknown>
  >;
  return Object.fromEntries(
    names.flatMap((name): [string, Json][] => {
      const value = members[name];
      if (typeof value === "number") return [[name, value]];
      return typeof value === "string" ? [[name, short(value)]] : [];
    }),
  );
}

const short = (text: string): string => text.slice(0, 200);
