import { setTimeout as sleep } from "node:timers/promises";
import { waitTexts } from "../../domain/waiting";
import type { ResponseResult } from "../../orchestrators/respond-to-incident";
import type { Asking } from "../../orchestrators/response";
import { type ShownEvent, followed, secondsOf, tell } from "./history";
import { printLine, showProgress } from "./terminal";

/** An instance as the management API shows it, the part that we read. */
interface Shown {
  runtimeStatus: string;
  customStatus: ({ phase?: string } & Partial<Asking>) | null;
  output: unknown;
  historyEvents?: ShownEvent[];
}

/** How a followed run ended. */
export interface Ending {
  status: string;
  /** Set when the run completed. */
  result?: ResponseResult;
  /** What the host says of a run that failed. */
  problem?: string;
  /** Set when the run waits for people: what may be done without them is done. */
  asking?: Asking;
  /** From its first event to its last. */
  seconds: number;
}

const finished = new Set(["Completed", "Failed", "Terminated", "Canceled"]);
const pollMs = 150;
const patienceMs = 60_000;

/**
 * Prints the steps of a run as they happen and answers how it ended. Rides out a host that is
 * being restarted, for a minute.
 */
export async function follow(statusQueryGetUri: string): Promise<Ending> {
  const address = `${statusQueryGetUri}&showHistory=true&showHistoryOutput=true`;
  let told = 0;
  for (;;) {
    const shown = await status(address);
    const events = followed(shown.historyEvents ?? []);
    for (const event of events.slice(told)) {
      const line = tell(event);
      if (line) printLine(line);
    }
    told = events.length;
    if (finished.has(shown.runtimeStatus)) return endingOf(shown);
    const asking = askingIn(shown);
    if (asking) {
      const seconds = secondsOf(shown.historyEvents ?? []);
      return { status: shown.runtimeStatus, asking, seconds };
    }
    const waits = waitTexts(shown.customStatus);
    const doing = [shown.customStatus?.phase ?? "starting", ...waits].join(", ");
    showProgress(`          ${doing} …`);
    await sleep(pollMs);
  }
}

function askingIn({ customStatus }: Shown): Asking | undefined {
  const { phase, asks, approval, until } = customStatus ?? {};
  return phase === "agreeing" && asks && approval && until ? { asks, approval, until } : undefined;
}

async function status(address: string): Promise<Shown> {
  for (const until = Date.now() + patienceMs; ; await sleep(500)) {
    const [shown, problem] = await ask(address);
    if (shown) return shown;
    if (Date.now() > until) throw new Error(problem);
  }
}

async function ask(address: string): Promise<[Shown] | [undefined, problem: string]> {
  try {
    const response = await fetch(address);
    if (response.status === 200 || response.status === 202)
      return [(await response.json()) as Shown];
    return [undefined, `The host answers ${response.status} for this run`];
  } catch {
    const { origin } = new URL(address);
    return [undefined, `No host has answered at ${origin} for ${patienceMs / 1000} s`];
  }
}

function endingOf({ runtimeStatus, output, historyEvents = [] }: Shown): Ending {
  const seconds = secondsOf(historyEvents);
  return runtimeStatus === "Completed"
    ? { status: runtimeStatus, result: output as ResponseResult, seconds }
    : { status: runtimeStatus, problem: String(output), seconds };
}
