import { type ChildProcess, fork } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { once } from "node:events";

export interface Child {
  url: string;
  process: ChildProcess;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  /** Compiled module, from dist/. */
  module: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** Everything that it prints goes here. */
  logFile: string;
}

const graceMs = 10_000;

/** Starts one of our processes and waits until it says where it is; its error is ours otherwise. */
export async function startChild({ module, args, env, logFile }: ChildOptions): Promise<Child> {
  const child = fork(join(__dirname, "..", "..", module), args, {
    // A Ctrl-C reaches the parent alone, which ends its children in order.
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Node 22 warns of its SQLite, before the sentence that matters.
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: { ...process.env, ...env },
  });
  const end = (): void => void child.kill();
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  const lastWords = keepLog(child, logFile);
  const url = await new Promise<string>((resolve, reject) => {
    child.on("message", (message: { type?: string; url?: string }) => {
      if (message.type === "ready" && message.url) resolve(message.url);
    });
    child.once("error", reject);
    child.once("close", (code, signal) =>
      reject(new Error(reasonOf(lastWords(), logFile) ?? `${module} ended (${signal ?? code})`)),
    );
  });
  return { url, process: child, stop: () => stop(child) };
}

/** Appends the child's output to a file, and remembers the end of its errors. */
function keepLog(child: ChildProcess, logFile: string): () => string {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile, { flags: "a" });
  let errors = "";
  child.stdout?.on("data", (data: Buffer) => void log.write(data));
  child.stderr?.on("data", (data: Buffer) => {
    log.write(data);
    errors = (errors + data.toString()).slice(-2_000);
  });
  child.once("close", () => void log.end());
  return () => errors.trim();
}

/** The first line of what a process said last; stacks and usages stay in its log. */
function reasonOf(words: string, logFile: string): string | undefined {
  const [first, ...more] = words.split("\n");
  return more.length > 0 ? `${first} (more in ${logFile})` : first || undefined;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timeout = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await ended;
  clearTimeout(timeout);
}
