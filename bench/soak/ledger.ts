import type { TestStatus } from "../../local-host/test-host/instances";
import type { TestHost } from "../../local-host/test-host/test-host";
import { type Plan, childPlan, hourlyPlan } from "./shapes";

/** What was started, and whether it was seen to end as it owes. */
export interface Ledger {
  started(id: string, plan: Plan): void;
  /** Looks at every instance that the host has. Often enough, so that a purge takes none unseen. */
  look(host: TestHost): Promise<void>;
  /** Everything that was started, by people, parents and the timer trigger. */
  plans(): ReadonlyMap<string, Plan>;
  /** Instances that have not ended, or ended and were not seen before they were purged. */
  open(): string[];
  /** Instances that ended otherwise than they owe, in words. */
  wrong(): string[];
}

const terminal = new Set(["Completed", "Failed", "Terminated", "Canceled"]);

export function createLedger(): Ledger {
  const plans = new Map<string, Plan>();
  const open = new Set<string>();
  const wrong: string[] = [];

  function started(id: string, plan: Plan): void {
    plans.set(id, plan);
    open.add(id);
  }

  function see(status: TestStatus): void {
    const id = status.instanceId;
    if (!plans.has(id)) {
      const plan = planOfUnknown(id);
      if (plan) started(id, plan);
      else wrong.push(`${id}: nobody started it`);
    }
    if (!open.has(id) || !terminal.has(status.runtimeStatus)) return;
    open.delete(id);
    const plan = plans.get(id)!;
    if (isAsOwed(plan, status)) return;
    const [is, owes] = [status, { runtimeStatus: plan.status, output: plan.output }].map(
      ({ runtimeStatus, output }) => `${runtimeStatus} ${JSON.stringify(output)}`,
    );
    wrong.push(`${id} (${plan.orchestrator}): is ${is}, owes ${owes}`);
  }

  return {
    started,
    async look(host) {
      for await (const status of instancesOf(host)) see(status);
    },
    plans: () => plans,
    open: () => [...open],
    wrong: () => [...wrong],
  };
}

function planOfUnknown(id: string): Plan | undefined {
  if (id.startsWith("hourly-")) return hourlyPlan(id);
  return id.includes(":") ? childPlan(id) : undefined;
}

function isAsOwed(plan: Plan, { runtimeStatus, output }: TestStatus): boolean {
  if (runtimeStatus !== plan.status) return false;
  // The SDK puts more text around the message of a failure.
  if (plan.status === "Failed") return String(output).includes(String(plan.output));
  return JSON.stringify(output) === JSON.stringify(plan.output);
}

/** Every orchestration that the host has, page by page. */
export async function* instancesOf(host: TestHost): AsyncGenerator<TestStatus> {
  let token: string | null = "";
  while (token !== null) {
    const path = "/runtime/webhooks/durabletask/instances?top=1000&showInput=false";
    const response: Response = await host.fetch(path, {
      headers: token === "" ? {} : { "x-ms-continuation-token": token },
    });
    if (!response.ok) throw new Error(`The list of instances is answered ${response.status}`);
    const page = (await response.json()) as TestStatus[];
    yield* page.filter(({ instanceId }) => !instanceId.startsWith("@"));
    token = response.headers.get("x-ms-continuation-token");
  }
}
