import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Ask, ProgramOptions, Tell } from "./asks";

/** The process of a tested host, as its test sees it. */
export interface TestedProcess {
  url: string;
  /** Rejects with what the process says, or when it ends before it has answered. */
  ask(ask: Ask): Promise<unknown>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when it has ended on its own. */
  gone: Promise<void>;
}

/** Starts it and waits until it is ready. Rejects with what it wrote when it ends first. */
export async function startTestedProcess(
  program: string,
  options: ProgramOptions,
  settings: Record<string, string>,
  onTell: (tell: Tell) => void,
): Promise<TestedProcess> {
  const child = fork(program, [JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, NODE_NO_WARNINGS: "1", ...settings },
  });
  const written: string[] = [];
  child.stdout?.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const ready = Promise.withResolvers<string>();
  const gone = once(child, "close").then(() => undefined);

  child.on("message", (tell: Tell) => {
    if (tell.kind === "ready") ready.resolve(tell.url);
    else if (tell.kind === "answer") settle(waiting, tell);
    else onTell(tell);
  });
  child.once("close", () => {
    const said = written.join("").trim();
    const ended = new Error(`The tested host has ended${said === "" ? "" : `: ${said}`}`);
    ready.reject(ended);
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  });
  return { url: await ready.promise, ...controls(child, waiting, gone), gone };
}

function controls(
  child: ChildProcess,
  waiting: Map<number, PromiseWithResolvers<unknown>>,
  gone: Promise<void>,
) {
  let asked = 0;
  return {
    ask(ask: Ask): Promise<unknown> {
      if (!child.connected) return Promise.reject(new Error("The tested host does not run"));
      asked += 1;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(asked, answer);
      child.send({ id: asked, ask });
      return answer.promise;
    },
    async kill(): Promise<void> {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

function settle(
  waiting: Map<number, PromiseWithResolvers<unknown>>,
  { id, value, error }: Extract<Tell, { kind: "answer" }>,
): void {
  const answer = waiting.get(id);
  waiting.delete(id);
  if (error === undefined) answer?.resolve(value);
  else answer?.reject(new Error(error));
}
