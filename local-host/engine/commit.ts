import type { ActivityWork, NewMessage, Store } from "../store/store";
import type { Busy } from "./busy";
import type { TurnTime } from "./turn-time";

/** What a write group sends out. It is dispatched when the group is durable, never earlier. */
export interface Outbox {
  /** To an instance, or to an entity (`@name@key`). Nobody there: it is dropped when it is read. */
  send(message: NewMessage): void;
  sendLater(dueAt: number, message: NewMessage): void;
  /** No message that was to be sent later reaches this target any more. */
  cancelLater(target: string): void;
  schedule(work: Omit<ActivityWork, "id">): void;
  /** Has the target look at its inbox again. */
  wake(target: string): void;
}

/** Writes one group, all or nothing, and resolves when it is durable and dispatched. */
export type Commit = <T>(group: (outbox: Outbox) => T) => Promise<T>;

export interface Dispatch {
  wake: (target: string) => void;
  work: (work: ActivityWork) => void;
  timersChanged: () => void;
}

export interface CommitParts {
  store: Store;
  time: TurnTime;
  busy: Busy;
  dispatch: Dispatch;
}

export function createCommit({ store, time, busy, dispatch }: CommitParts): Commit {
  return async (group) => {
    const { outbox, dispatchAll } = createOutbox(store, dispatch);
    const result = store.write(() => {
      const answer = group(outbox);
      time.save();
      return answer;
    });
    busy.enter();
    try {
      await store.durable();
      dispatchAll();
    } finally {
      busy.leave();
    }
    return result;
  };
}

function createOutbox(store: Store, dispatch: Dispatch) {
  const targets = new Set<string>();
  const work: ActivityWork[] = [];
  let areTimersChanged = false;

  const outbox: Outbox = {
    send(message) {
      store.addMessage(message);
      targets.add(message.target);
    },
    sendLater(dueAt, message) {
      store.addTimer({ ...message, dueAt });
      areTimersChanged = true;
    },
    cancelLater(target) {
      store.deleteTimers(target);
      areTimersChanged = true;
    },
    schedule: (row) => void work.push(store.addWork(row)),
    wake: (target) => void targets.add(target),
  };

  function dispatchAll(): void {
    targets.forEach(dispatch.wake);
    work.forEach(dispatch.work);
    if (areTimersChanged) dispatch.timersChanged();
  }

  return { outbox, dispatchAll };
}
