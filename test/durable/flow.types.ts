import type { OrchestrationContext, RetryOptions } from "durable-functions";
import type { Outcome } from "../../domain/outcome";
import { type Flow, activitiesOf, askAll } from "../../durable/flow";

// Checked by the compiler, run by nobody: what a flow cannot get wrong.

interface Activities {
  count(input: { of: string }): Promise<Outcome<number>>;
  name(input: { id: number }): Promise<Outcome<{ text: string; at: Date }>>;
}

declare const context: OrchestrationContext;
declare const retry: RetryOptions;

export function* flow(): Flow<void> {
  const { count, name } = activitiesOf<Activities>(context, retry);

  const { counts, names } = yield* askAll(
    context,
    { counts: [() => count({ of: "x" })], names: [() => name({ id: 1 })] },
    1000,
  );
  const counted: Outcome<number> | undefined = counts[0];
  // What crosses JSON is no Date any more.
  const at: string | undefined = names[0]?.ok ? names[0].value.at : undefined;
  void [counted, at];

  // @ts-expect-error an input of another shape
  void count({ of: 7 });
  // @ts-expect-error an outcome used before it was looked at
  void counts[0]?.value;
}
