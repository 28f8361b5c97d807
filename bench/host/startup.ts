import { statSync } from "node:fs";
import { openSqliteStore } from "../../local-host/store/sqlite";
import {
  executionCompleted,
  executionStarted,
  orchestratorCompleted,
  orchestratorStarted,
} from "../../local-host/engine/events";
import type { InstanceRow } from "../../local-host/store/store";
import { type HostAsk } from "./host-process";
import { type Child, startChild } from "./child";

export interface Started {
  /** From the start of the process to its first answer. */
  firstAnswerMs: number;
  host: Child<HostAsk>;
}

/** Starts a host process and asks it for an instance that there is not. */
export async function timeStart(script: string, args: string[]): Promise<Started> {
  const began = performance.now();
  const host = await startChild<HostAsk>(script, args, ["--expose-gc"]);
  const answer = await fetch(`${host.url}/runtime/webhooks/durabletask/instances/none`);
  await answer.arrayBuffer();
  return { firstAnswerMs: performance.now() - began, host };
}

/** Fills a file with finished instances, each of one turn. The result is its size in bytes. */
export async function fillWithFinished(file: string, count: number): Promise<number> {
  const store = openSqliteStore({ file });
  const day = 86_400_000;
  const first = Date.now() - day;
  for (let i = 0; i < count; i += 1) {
    const row = finished(i, first + Math.floor((i * day) / count));
    store.putInstance(row);
    store.appendHistory(row.instanceId, [
      orchestratorStarted(row.createdAt),
      executionStarted(row, row.createdAt),
      executionCompleted("Completed", row.output, row.createdAt),
      orchestratorCompleted(row.createdAt),
    ]);
    if (i % 10_000 === 0) await store.durable();
  }
  store.close();
  return statSync(file).size;
}

const finished = (i: number, at: number): InstanceRow => ({
  instanceId: `finished-${i.toString(16).padStart(8, "0")}`,
  executionId: i.toString(16).padStart(32, "0"),
  name: "chain",
  version: null,
  status: "Completed",
  input: '{"activity":"compute","steps":0}',
  customStatus: null,
  output: '"done"',
  createdAt: at,
  updatedAt: at,
  parent: null,
});
