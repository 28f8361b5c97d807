import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { Order, Reply } from "./program";

/** The engine in a process of its own, over simulators and a ledger file that outlive it. */
export interface EngineProcess {
  /** As an activity that is retried: what is transient is asked again; what is refused is thrown. */
  call<T>(operation: Order["operation"], input: unknown): Promise<T>;
  kill(): Promise<void>;
}

export async function startEngine(
  file: string,
  env: Record<string, string>,
): Promise<EngineProcess> {
  const child: ChildProcess = fork(file, { env, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  let complaints = "";
  child.stderr?.on("data", (data: Buffer) => void (complaints += data.toString()));
  const gone = once(child, "exit").then(() => "gone" as const);
  const waiting = new Map<number, (reply: Reply) => void>();
  const ready = once(child, "message");
  child.on("message", (reply: Reply) => waiting.get(reply.id)?.(reply));
  if ((await Promise.race([ready, gone])) === "gone") throw new Error(complaints);

  let orders = 0;
  async function order(operation: Order["operation"], input: unknown): Promise<Reply> {
    const id = (orders += 1);
    const reply = new Promise<Reply>((resolve) => waiting.set(id, resolve));
    child.send({ id, operation, input } satisfies Order, () => {});
    const first = await Promise.race([reply, gone]);
    if (first === "gone") throw new Killed();
    return first;
  }

  return {
    async call<T>(operation: Order["operation"], input: unknown): Promise<T> {
      for (let tries = 0; ; tries += 1) {
        const reply = await order(operation, input);
        if ("value" in reply) return reply.value as T;
        const isOpen = reply.kind === "transient" || reply.kind === "rate-limited";
        if (!isOpen || tries >= 100) throw new Error(reply.error);
        await pause(50);
      }
    },
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** The process died under a call. */
export class Killed extends Error {}
