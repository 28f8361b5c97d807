import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Child } from "./child";

/** Lets a caller say what happens. */
export type Tell = (sentence: string) => void;

/** A process that is started again whenever it ends without being asked to. */
export interface Kept {
  url: string;
  /** Of the process that runs now. */
  pid: () => number;
  stop(): Promise<void>;
}

const restartsAtMost = 100;

/** Starts a process, and again, at the same port, when it was killed. */
export async function keep(
  name: string,
  start: (port: number) => Promise<Child>,
  port: number,
  tell: Tell,
): Promise<Kept> {
  let child = await start(port);
  const { url } = child;
  let isStopping = false;

  const keepRunning = async (): Promise<void> => {
    for (let starts = 0; starts < restartsAtMost; starts += 1) {
      const how = await ended(child.process);
      if (isStopping) return;
      tell(`${name} ended (${how}); starting it again, nothing is lost`);
      child = await start(Number(new URL(url).port));
      if (isStopping) return child.stop();
    }
    tell(`${name} ended ${restartsAtMost} times; end this and look into its log`);
  };
  keepRunning().catch((error: Error) =>
    tell(`${name} does not start again: ${error.message}. End this, and start anew`),
  );

  return {
    url,
    pid: () => child.process.pid ?? 0,
    async stop() {
      isStopping = true;
      await child.stop();
    },
  };
}

/** How a process ended, once it has. */
async function ended(child: ChildProcess): Promise<string> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.signalCode ?? `exit code ${child.exitCode}`;
}
