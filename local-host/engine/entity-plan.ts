import {
  type EntityRequest,
  type LockRequest,
  type OperationRequest,
  RELEASE_EVENT,
  readRelease,
  readRequest,
} from "../protocol/v3/entity-messages";
import type { EntityLock, Message } from "../store/store";

/** What an entity does next with its inbox. */
export interface EntityPlan {
  /** In the order in which they run. */
  operations: OperationRequest[];
  /** Locks taken in this batch, to be passed on or granted. */
  locksTaken: LockRequest[];
  /** Who holds the entity afterwards. */
  lock: EntityLock | null;
  /** Messages that are dealt with by this; the others wait. */
  consumed: Message[];
  /** Why messages were dropped that nobody can read. */
  problems: string[];
  /** The batch was full: there may be more to do. */
  hasMore: boolean;
}

export interface EntityInbox {
  lock: EntityLock | null;
  messages: readonly Message[];
  batchLimit: number;
  /** Whether an execution can still use, and give up, a lock. */
  isLive: (instanceId: string, executionId: string) => boolean;
}

/**
 * Plans one batch. Invariants:
 *
 * 1. First come, first served; while the entity is locked, only its owner's messages are served.
 * 2. A release makes those that waited come before those that came later.
 * 3. A lock is never given to an execution that is over: its releases have come already.
 */
export function planBatch({ lock, messages, batchLimit, isLive }: EntityInbox): EntityPlan {
  const plan: EntityPlan = {
    operations: [],
    locksTaken: [],
    lock,
    consumed: [],
    problems: [],
    hasMore: false,
  };
  let waiting: Message[] = [];
  let queue = messages;
  for (let i = 0; i < queue.length; i += 1) {
    const message = queue[i]!;
    const request = parse(message);
    if (typeof request === "string") {
      plan.problems.push(request);
    } else if (request.kind === "release") {
      if (holds(plan.lock, request.parent, request.id)) {
        plan.lock = null;
        queue = [...waiting, ...queue.slice(i + 1)];
        waiting = [];
        i = -1;
      }
    } else if (isHeldBack(plan.lock, request)) {
      waiting.push(message);
      continue;
    } else if (request.kind === "lock") {
      if (isLive(request.parent, request.parentExecution)) take(plan, request);
    } else if (plan.operations.length === batchLimit) {
      plan.hasMore = true;
      break;
    } else {
      plan.operations.push(request);
    }
    plan.consumed.push(message);
  }
  return plan;
}

function take(plan: EntityPlan, request: LockRequest): void {
  plan.lock = { instanceId: request.parent, requestId: request.id };
  plan.locksTaken.push(request);
}

const holds = (lock: EntityLock | null, instanceId: string, requestId: string): boolean =>
  lock?.instanceId === instanceId && lock.requestId === requestId;

/** The owner may use what it holds; to lock it again, it has to wait for itself, as in Azure. */
const isHeldBack = (lock: EntityLock | null, request: EntityRequest): boolean =>
  lock !== null && (request.kind === "lock" || request.parent !== lock.instanceId);

type Parsed = EntityRequest | { kind: "release"; parent: string; id: string } | string;

function parse({ event, target }: Message): Parsed {
  const input = event.Input ?? "";
  try {
    if (event.Name === RELEASE_EVENT) return { kind: "release", ...readRelease(input) };
    return readRequest(input);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `A message "${event.Name ?? ""}" to ${target} is dropped: ${reason}`;
  }
}
