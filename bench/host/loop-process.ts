import { realClock } from "../../local-host/clock";
import { createV3Protocol } from "../../local-host/protocol/v3/v3-protocol";
import { loadApp } from "../../local-host/worker/load-app";
import { answerParent } from "./child";
import { plainLoop, sdkLoop } from "./loops";
import { type RawInserts, rawInserts } from "./raw-inserts";
import type { Flow } from "./flows";

/** The limits of this machine: what there is without a host. */
export type LoopAsk =
  | { kind: "plain"; flow: Flow }
  | { kind: "sdk"; flow: Flow }
  | { kind: "raw"; raw: RawInserts };

async function main(): Promise<void> {
  const worker = await loadApp(process.argv[2] ?? ".", {
    inputs: () => undefined,
    log: () => undefined,
    warn: () => undefined,
    clock: realClock,
    timeoutMs: undefined,
  });
  const protocol = createV3Protocol(worker);
  answerParent(async (ask: LoopAsk) => {
    if (ask.kind === "plain") return plainLoop(ask.flow);
    return ask.kind === "sdk" ? sdkLoop(worker, protocol, ask.flow) : rawInserts(ask.raw);
  });
  process.send?.({ ready: true, url: "" });
}

void main();
