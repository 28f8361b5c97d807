import { type ChildProcess, fork } from "node:child_process";

export interface Child<A> {
  url: string;
  pid: number;
  ask<T>(ask: A): Promise<T>;
  /** Ends the process. */
  end(): void;
}

/** Starts a process that answers questions, one at a time. Resolves when it is ready. */
export async function startChild<A>(
  script: string,
  args: string[],
  execArgv: string[] = [],
): Promise<Child<A>> {
  const child = fork(script, args, { execArgv });
  const { url } = await nextMessage<{ url: string }>(child, script);
  return {
    url,
    pid: child.pid ?? 0,
    async ask<T>(ask: A): Promise<T> {
      child.send(ask as object);
      const answer = await nextMessage<{ answer?: T; error?: string }>(child, script);
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.answer as T;
    },
    end: () => void child.kill(),
  };
}

function nextMessage<T>(child: ChildProcess, script: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`${script} ended with ${code} before it answered`));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message as T);
    });
  });
}

/** In such a process: answers what the parent asks. */
export function answerParent(answer: (ask: never) => Promise<unknown>): void {
  process.on("disconnect", () => process.exit(0));
  process.on("message", (ask) => {
    answer(ask as never).then(
      (result) => process.send?.({ answer: result }),
      (error: unknown) =>
        process.send?.({ error: error instanceof Error ? error.message : String(error) }),
    );
  });
}
