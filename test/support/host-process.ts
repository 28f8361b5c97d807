import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** A local host in a process of its own. */
export interface HostProcess {
  url: string;
  process: ChildProcess;
  /** Everything that it has written so far. */
  output(): string;
  /** Resolves when it has written a text that matches. */
  written(pattern: RegExp): Promise<void>;
  /** Sends SIGTERM; the code with which it ends. */
  stop(): Promise<number | null>;
}

export interface HostProcessOptions {
  /** A bundle of `local-host/main.ts`. */
  file: string;
  args: string[];
  environment?: Record<string, string>;
  /** A program before Node, with its arguments: it must run what follows them. */
  under?: string[];
}

/** Starts a host and waits until it says that it is ready. Rejects with its output when it ends first. */
export async function startHostProcess(options: HostProcessOptions): Promise<HostProcess> {
  const [execPath = process.execPath, ...before] = options.under ?? [];
  const execArgv = options.under ? [...before, process.execPath] : [];
  const child = fork(options.file, options.args, {
    execPath,
    execArgv,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, NODE_NO_WARNINGS: "1", ...options.environment },
  });
  let output = "";
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      watchers.forEach((watch) => watch());
    });
  }
  const url = await new Promise<string>((resolve, reject) => {
    child.once("message", (message: { url: string }) => resolve(message.url));
    child.once("close", (code) => reject(new Error(`Ended with ${code}: ${output}`)));
  });
  return {
    url,
    process: child,
    output: () => output,
    written: (pattern) =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (!pattern.test(output)) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      const closed = once(child, "close");
      child.kill("SIGTERM");
      await closed;
      return child.exitCode;
    },
  };
}
