import type { HistoryEvent } from "../protocol/history";
import type { Connection } from "./connection";
import type { ActivityWork, DurableTimer, Message, MessageStore } from "./store";

interface MessageColumns {
  id: number;
  target: string;
  execution_id: string | null;
  event: string;
}

interface WorkColumns {
  id: number;
  instance_id: string;
  execution_id: string;
  task_id: number;
  name: string;
  input: string;
}

/** Messages, pending calls of activities and durable timers in SQLite. */
export function sqliteMessages(connection: Connection): MessageStore {
  return { ...messages(connection), ...work(connection), ...timers(connection) };
}

function messages(connection: Connection) {
  const nextId = numbers(connection, "messages");
  const select = connection.all("SELECT * FROM messages WHERE target = ? ORDER BY id", messageOf);
  const insert = connection.run("INSERT INTO messages VALUES (?, ?, ?, ?)");
  const deleteOne = connection.run("DELETE FROM messages WHERE target = ? AND id = ?");
  const targets = connection.all(
    "SELECT DISTINCT target FROM messages",
    ({ target }: MessageColumns) => target,
  );
  return {
    messages: (target: string) => select(target),
    addMessage: ({ target, executionId, event }) =>
      insert(target, nextId(), executionId, JSON.stringify(event)),
    deleteMessage: ({ target, id }) => deleteOne(target, id),
    deleteMessages: connection.run("DELETE FROM messages WHERE target = ?"),
    messageTargets: () => targets(),
  } satisfies Partial<MessageStore>;
}

function work(connection: Connection) {
  const nextId = numbers(connection, "work");
  const select = connection.all("SELECT * FROM work ORDER BY id", workOf);
  const insert = connection.run("INSERT INTO work VALUES (?, ?, ?, ?, ?, ?)");
  return {
    work: () => select(),
    addWork(row) {
      const id = nextId();
      insert(id, row.instanceId, row.executionId, row.taskId, row.name, row.input);
      return { ...row, id };
    },
    deleteWork: connection.run("DELETE FROM work WHERE id = ?"),
  } satisfies Partial<MessageStore>;
}

function timers(connection: Connection) {
  const nextId = numbers(connection, "timers");
  const next = connection.one(
    "SELECT min(due_at) AS due_at FROM timers",
    ({ due_at }: { due_at: number | null }) => due_at,
  );
  const due = connection.all(
    "SELECT * FROM timers WHERE due_at <= ? ORDER BY due_at, id LIMIT ?",
    (row: MessageColumns & { due_at: number }) => ({ ...messageOf(row), dueAt: row.due_at }),
  );
  const insert = connection.run("INSERT INTO timers VALUES (?, ?, ?, ?, ?)");
  return {
    addTimer: ({ dueAt, target, executionId, event }) =>
      insert(nextId(), dueAt, target, executionId, JSON.stringify(event)),
    nextTimerDue: () => next() ?? undefined,
    dueTimers: (by: number, limit: number): DurableTimer[] => due(by, limit),
    deleteTimer: connection.run("DELETE FROM timers WHERE id = ?"),
    deleteTimers: connection.run("DELETE FROM timers WHERE target = ?"),
  } satisfies Partial<MessageStore>;
}

/** Counts on from the largest number in use; not left to SQLite, which would give one out again. */
function numbers(connection: Connection, table: string): () => number {
  const largest = connection.one(
    `SELECT max(id) AS id FROM ${table}`,
    ({ id }: { id: number | null }) => id ?? 0,
  );
  let last = largest() ?? 0;
  return () => (last += 1);
}

const messageOf = (row: MessageColumns): Message => ({
  id: row.id,
  target: row.target,
  executionId: row.execution_id,
  event: JSON.parse(row.event) as HistoryEvent,
});

const workOf = (row: WorkColumns): ActivityWork => ({
  id: row.id,
  instanceId: row.instance_id,
  executionId: row.execution_id,
  taskId: row.task_id,
  name: row.name,
  input: row.input,
});
