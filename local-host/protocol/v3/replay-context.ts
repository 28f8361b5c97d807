import type { HistoryEvent } from "../history";
import type { Turn } from "../protocol";
import type { EntityName } from "./entity-messages";
import { type ExternalEvents, createExternalEvents } from "./external-events";
import type { V3Settings } from "./settings";
import { type TaskContext, createTaskContext } from "./task-context";
import { type Warnings, createWarnings } from "./warnings";

/** What all parts of the replay of one turn share. */
export interface ReplayContext {
  readonly turn: Turn;
  readonly settings: V3Settings;
  readonly tasks: TaskContext;
  readonly events: ExternalEvents;
  readonly warnings: Warnings;
  /** The extension's own flag: see timer.ts. */
  isLongTimer: boolean;
  /** Locks in force: the id of their request, and the entities that may be called now. */
  locks: { id: string; free: EntityName[] } | undefined;
  /** Set by continueAsNew: input (JSON text) of the next execution, and the events for it. */
  next: { input: string; keptEvents: HistoryEvent[] } | undefined;
  /** HTTP calls on their way that a 202 would make poll. */
  pollingCalls: number;
}

/** The state in which a turn begins. */
export function createReplayContext(turn: Turn, settings: V3Settings): ReplayContext {
  return {
    turn,
    settings,
    tasks: createTaskContext(),
    events: createExternalEvents(),
    warnings: createWarnings(),
    isLongTimer: false,
    locks: undefined,
    next: undefined,
    pollingCalls: 0,
  };
}
