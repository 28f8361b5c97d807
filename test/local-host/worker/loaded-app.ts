import { fork } from "node:child_process";
import type { Invocation, InvocationResult, Worker } from "../../../local-host/worker/worker";
import type { Told } from "./load-app-runner";

/** An app that was loaded in a process of its own. */
export interface LoadedApp {
  functions: Worker["functions"];
  log: string[];
  /** Rejects with what the worker rejected with. */
  invoke(invocation: Invocation): Promise<InvocationResult>;
  /** Runs the appTerminate hooks; what the app wrote to its output. */
  stop(): Promise<string>;
  kill(): void;
}

/** Loads an app with a bundle of `load-app-runner.ts`. Rejects with the sentence of a failed load. */
export async function loadInProcess(file: string, folder: string): Promise<LoadedApp> {
  const child = fork(file, [folder], {
    serialization: "advanced", // bytes arrive as bytes
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
  });
  const log: string[] = [];
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const functions = await new Promise<Worker["functions"]>((resolve, reject) => {
    child.on("message", (told: Told) => {
      if ("loaded" in told) resolve(told.loaded);
      else if ("failed" in told) reject(new Error(told.failed));
      else if ("log" in told) log.push(told.log);
      else if ("error" in told) waiting.get(told.id)?.reject(told.error);
      else waiting.get(told.id)?.resolve(told.result);
    });
  });
  const ask = (what: object): Promise<unknown> => {
    const id = waiting.size;
    const answered = Promise.withResolvers<unknown>();
    waiting.set(id, answered);
    child.send({ id, ...what });
    return answered.promise;
  };
  return {
    functions,
    log,
    invoke: (invoke) => ask({ invoke }) as Promise<InvocationResult>,
    async stop() {
      await ask({ stop: true });
      const closed = new Promise((resolve) => child.once("close", resolve));
      child.kill();
      await closed;
      return output;
    },
    kill: () => void child.kill("SIGKILL"),
  };
}
