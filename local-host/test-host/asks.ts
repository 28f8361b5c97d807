import type { Durability } from "../store/open-database";

/** What the program that runs the host is started with, as JSON in its first argument. */
export interface ProgramOptions {
  appDirectory: string;
  databaseFile: string;
  durability: Durability;
  port: number;
  /** Where the turned clock begins; null for the real one. */
  startsAt: number | null;
  failures: InjectedFailure[];
}

/** Activity runs that are to fail instead of running, or after it. */
export interface InjectedFailure {
  activity: string;
  times: number;
  message: string;
  /** Runs the activity, and loses its result: what happened, happened. */
  afterwards: boolean;
}

/** What the tested process is asked to do. */
export type Ask =
  /** Waits until nothing is runnable at the present time. */
  | { kind: "settle" }
  | { kind: "turn-to"; at: number }
  /** Skips time until an instance has ended, up to `by`. */
  | { kind: "finish"; instanceId: string; by: number }
  | { kind: "history"; instanceId: string }
  | { kind: "fail"; failure: InjectedFailure }
  | { kind: "memory" }
  | { kind: "stop" };

/** One run of an activity. */
export interface ActivityRun {
  name: string;
  instanceId: string;
  /** As the handler got it. */
  input: unknown;
  /** What was thrown; null when it gave a result. */
  error: string | null;
  /** Whether `failActivity` made it fail. */
  injected: boolean;
}

/** What the tested process says of its own accord, or in answer to an ask. */
export type Tell =
  | { kind: "ready"; url: string }
  | { kind: "now"; at: number }
  | { kind: "run"; run: ActivityRun }
  | { kind: "log"; level: string; message: string }
  | { kind: "answer"; id: number; value?: unknown; error?: string };
