import type { ActivityRun } from "../local-host/test-host/asks";
import type { RuntimeStatus } from "../local-host/engine/engine";
import type { TestHost } from "../local-host/test-host/test-host";
import type { Vendor } from "./vendor";

/**
 * In which life a case is lived: undisturbed; with the process killed right after the answer to the
 * start, or once nothing was runnable; on the clock of the machine.
 */
export type Mode = "plain" | "killed at start" | "killed at rest" | "real clock";

/** What a case does with the host. It rejects when the host does not do what the contract says. */
export interface Stage {
  readonly host: TestHost;
  readonly mode: Mode;
  /** A server for `callHttp`, and what stands in for the vendors of the samples. */
  readonly vendor: Vendor;
  /** Starts an orchestration; where the mode kills, the process was killed and started since. Once a case. */
  readonly start: (orchestrator: string, input?: unknown, instanceId?: string) => Promise<string>;
  /** The same kill for what was begun without `start`. */
  readonly crash: () => Promise<void>;
  readonly runs: (instanceId: string, activity: string) => ActivityRun[];
}

/** One rule of the contract, tried. */
export interface Case {
  /** Section or trap of the contract, and its title. */
  rule: string;
  /** A sentence. */
  title: string;
  /** Has a life of its own: what other cases do with the clock would change it. */
  alone?: boolean;
  /** Short enough for the clock of the machine. */
  real?: boolean;
  /** Why it is not run, for all modes or for one. */
  skip?: string | Partial<Record<Mode, string>>;
  run(stage: Stage): Promise<void>;
}

/** One line of the table. */
export interface Row {
  rule: string;
  case: string;
  mode: Mode;
  /** `ok`, `FAILED: …` or `skipped: …`. */
  result: string;
}

/** Fields of a status; a regular expression is tried on a text. */
export interface Expected {
  runtimeStatus?: RuntimeStatus;
  output?: unknown;
  customStatus?: unknown;
}
