/**
 * The traps that a replay can notice, by name. Each is reproduced, because Azure would do the same,
 * and told, because nobody would expect it.
 */
type Rule =
  | "all-failure"
  | "boolean-input"
  | "cancelled-long-timer"
  | "cancelled-timer-beside-retry"
  | "child-instance-id"
  | "continue-as-new-text"
  | "entity-error"
  | "event-case"
  | "http-location"
  | "http-retry-after"
  | "lock"
  | "lost-event"
  | "lost-state"
  | "numeric-event-name"
  | "open-task"
  | "open-timer"
  | "parallel-polling"
  | "retry-interval"
  | "retry-timeout"
  | "reused-task"
  | "stuck"
  | "terminated-child"
  | "thrown-non-error"
  | "timestamp-input";

/** Collects what one turn has to say, each sentence once. */
export interface Warnings {
  add(rule: Rule, sentence: string): void;
  /** Kept back until `addSuspicions`: it may come to nothing. */
  suspect(rule: Rule, sentence: string): void;
  addSuspicions(): void;
  list(): string[];
}

/** No warnings yet. */
export function createWarnings(): Warnings {
  const said = new Set<string>();
  const suspected = new Set<string>();
  return {
    add: (rule, sentence) => void said.add(`${rule}: ${sentence}`),
    suspect: (rule, sentence) => void suspected.add(`${rule}: ${sentence}`),
    addSuspicions: () => suspected.forEach((warning) => said.add(warning)),
    list: () => [...said],
  };
}
