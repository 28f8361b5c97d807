import type { Journal } from "./journal";
import type { ActivityWork, DurableTimer, Message, MessageStore, NewMessage } from "./store";

/** Messages, pending calls of activities and durable timers in memory. */
export function memoryMessages(
  journal: Journal,
): MessageStore & { deleteInboxOf: (target: string) => void } {
  const inboxes = memoryInboxes(journal);
  const timers = memoryTimers(journal);
  return {
    ...inboxes,
    ...memoryWork(journal),
    ...timers,
    deleteInboxOf(target) {
      inboxes.deleteMessages(target);
      timers.deleteTimers(target);
    },
  };
}

function memoryInboxes(journal: Journal) {
  const inboxes = journal.map<string, readonly Message[]>();
  const nextId = numbers();
  const inbox = (target: string): readonly Message[] => inboxes.get(target) ?? [];
  return {
    messages: (target: string) => inbox(target).map(copy),
    addMessage: (message: NewMessage) =>
      inboxes.set(message.target, [...inbox(message.target), { ...copy(message), id: nextId() }]),
    deleteMessage({ target, id }: Pick<Message, "id" | "target">) {
      const left = inbox(target).filter((message) => message.id !== id);
      if (left.length === 0) inboxes.delete(target);
      else inboxes.set(target, left);
    },
    deleteMessages: (target: string) => inboxes.delete(target),
    messageTargets: () => inboxes.keys(),
  } satisfies Partial<MessageStore>;
}

function memoryWork(journal: Journal) {
  const work = journal.map<number, ActivityWork>();
  const nextId = numbers();
  return {
    work: () =>
      work
        .values()
        .map(copy)
        .toSorted((a, b) => a.id - b.id),
    addWork(row: Omit<ActivityWork, "id">) {
      const added = { ...row, id: nextId() };
      work.set(added.id, copy(added));
      return added;
    },
    deleteWork: (id: number) => work.delete(id),
  } satisfies Partial<MessageStore>;
}

function memoryTimers(journal: Journal) {
  const timers = journal.map<number, DurableTimer>();
  const nextId = numbers();
  return {
    addTimer(timer: NewMessage & { dueAt: number }) {
      const id = nextId();
      timers.set(id, { ...copy(timer), id });
    },
    nextTimerDue() {
      const due = timers.values().map(({ dueAt }) => dueAt);
      return due.length === 0 ? undefined : due.reduce((a, b) => Math.min(a, b));
    },
    dueTimers: (by: number, limit: number) =>
      timers
        .values()
        .filter(({ dueAt }) => dueAt <= by)
        .toSorted((a, b) => a.dueAt - b.dueAt || a.id - b.id)
        .slice(0, limit)
        .map(copy),
    deleteTimer: (id: number) => timers.delete(id),
    deleteTimers(target: string) {
      const theirs = timers.values().filter((timer) => timer.target === target);
      theirs.forEach(({ id }) => timers.delete(id));
    },
  } satisfies Partial<MessageStore>;
}

function numbers(): () => number {
  let last = 0;
  return () => (last += 1);
}

const copy = <T>(value: T): T => structuredClone(value);
