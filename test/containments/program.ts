import { containing } from "../../activities/containing";
import { readPolicy } from "../../config/policy";
import { readSettings } from "../../config/settings";
import { createConnectors } from "../../connectors";
import { openLedger } from "../../ledger";

/** One call of the engine, as an activity would make it; the answer has the same id. */
export interface Order {
  id: number;
  operation: keyof ReturnType<typeof containing>;
  input: unknown;
}

export type Reply =
  | { id: number; value: unknown }
  | { id: number; kind: string | undefined; error: string };

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const policy = readPolicy(settings.policyFile);
  const engine = containing({
    connectors: createConnectors(settings, policy),
    ledger: await openLedger(settings.ledger),
    policy,
    budgets: {},
    scopes: {},
    now: () => new Date(),
  });
  process.on("message", ({ id, operation, input }: Order) => {
    const work = engine[operation] as (input: unknown) => Promise<unknown>;
    work(input).then(
      (value) => process.send!({ id, value } satisfies Reply),
      (thrown: unknown) => {
        const { message, kind } = thrown as Error & { kind?: string };
        process.send!({ id, kind, error: message } satisfies Reply);
      },
    );
  });
  process.on("disconnect", () => process.exit());
  process.send!("ready");
}

void main();
