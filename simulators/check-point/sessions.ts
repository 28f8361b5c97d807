import type { Answer, World } from "../simulator";
import { notFound, refusal } from "./answers";
import type { Body } from "./commands";
import type { Settings } from "./scene";
import type { SessionRow, Store } from "./store";

/** Commands on sessions: publish, discard, show-sessions, show-task. */
export function sessionCommands(world: World, store: Store, settings: () => Settings) {
  function discard({ uid }: Body, session: SessionRow): Answer {
    const found = store.sessions().find((one) => one.uid === (uid ?? session.uid));
    if (!found) return notFound(String(uid));
    store.discard(found);
    return { body: { message: "OK", "number-of-discarded-changes": found.changed.length } };
  }

  function showTask({ "task-id": id }: Body): Answer {
    const task = store.task(String(id));
    if (!task) return notFound(String(id));
    const isOver = world.now() >= task.startedAt + settings().publishSeconds * 1_000;
    const status = isOver ? (task.fails ? "failed" : "succeeded") : "in progress";
    const progress = { status, "progress-percentage": isOver ? 100 : 10 };
    return { body: { tasks: [{ "task-id": task.id, "task-name": "Publish", ...progress }] } };
  }

  return {
    publish: (_: Body, session: SessionRow): Answer => ({
      body: { "task-id": store.publish(session, settings().publishFails).id },
    }),
    discard,
    "show-task": showTask,
    "show-sessions": (): Answer => ({
      body: {
        objects: store.sessions().map(({ uid, name, description, changed, isOpen }) => ({
          uid,
          name,
          description,
          type: "session",
          state: isOpen ? "open" : "disconnected",
          changes: changed.length,
          locks: new Set(changed).size,
        })),
      },
    }),
    logout: (_: Body, session: SessionRow): Answer => {
      store.end(session);
      return { body: { message: "OK" } };
    },
  };
}

/** Begins a session for who has the key. */
export function login(body: Body, store: Store, settings: Settings): Answer {
  if (body["api-key"] !== settings.apiKey) {
    return refusal(403, "err_login_failed", "Authentication to server failed.");
  }
  if (store.sessions().filter(({ isOpen }) => isOpen).length >= settings.mostSessions) {
    return refusal(429, "err_too_many_requests", "Too many open sessions");
  }
  const isReadOnly = body["read-only"] === true;
  const { "session-name": name = "", "session-description": description = "" } = body;
  const session = store.begin(String(name), String(description), isReadOnly);
  return {
    body: {
      sid: session.sid,
      uid: session.uid,
      url: "https://management/web_api",
      "session-timeout": body["session-timeout"] ?? 600,
      "api-server-version": "1.9.1",
      ...(isReadOnly && { "read-only": true }),
    },
  };
}
