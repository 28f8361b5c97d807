import { realClock } from "../../../local-host/clock";
import type { Log } from "../../../local-host/log";
import { createWarnings } from "../../../local-host/warnings";
import { loadApp } from "../../../local-host/worker/load-app";
import type { Invocation, Worker } from "../../../local-host/worker/worker";

/**
 * Loads the app in its first argument, in a process of its own, and does what messages ask for. The
 * durable client input is a hub's name; no other input is known.
 */
export type Ask = { id: number; invoke: Invocation } | { id: number; stop: true };

export type Told =
  | { loaded: Worker["functions"] }
  | { failed: string }
  | { log: string }
  | { id: number; result: unknown }
  | { id: number; error: { name: string; message: string; stack: string } };

const tell = (message: Told): void => void process.send?.(message);

async function main(): Promise<void> {
  const log: Log = (level, message) => tell({ log: `${level}: ${message}` });
  const worker = await loadApp(process.argv[2] ?? ".", {
    inputs: ({ type }) =>
      type === "durableClient"
        ? { string: '{"taskHubName":"Hub","creationUrls":{},"managementUrls":{}}' }
        : undefined,
    log,
    warn: createWarnings({ log }).warn,
    clock: realClock,
    timeoutMs: undefined,
  });
  process.on("message", (ask: Ask) => void answer(worker, ask));
  tell({ loaded: worker.functions });
}

async function answer(worker: Worker, ask: Ask): Promise<void> {
  try {
    const result = "stop" in ask ? await worker.stop() : await worker.invoke(ask.invoke);
    tell({ id: ask.id, result });
  } catch (thrown) {
    const { name, message, stack = "" } = thrown as Error;
    tell({ id: ask.id, error: { name, message, stack } });
  }
}

main().catch((error: Error) => {
  process.send?.({ failed: error.message } satisfies Told, () => process.exit(1));
});
