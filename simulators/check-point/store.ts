import { randomUUID } from "node:crypto";
import type { Table, World } from "../simulator";

/** What is published: hosts with their addresses, groups with their members. */
export interface Objects {
  hosts: Record<string, { uid: string; address: string; comments: string }>;
  groups: Record<string, { uid: string; members: string[] }>;
}

export interface SessionRow {
  uid: string;
  sid: string;
  name: string;
  description: string;
  isReadOnly: boolean;
  /** False when it was logged out: what it changed stays its own all the same. */
  isOpen: boolean;
  /** The objects as this session sees them, and the names of those that it changed. */
  own?: Objects;
  changed: string[];
}

export interface Task {
  id: string;
  startedAt: number;
  fails: boolean;
}

/** Sessions with changes of their own, until they are published or discarded. */
export function openStore(world: World) {
  const objects: Table<Objects> = world.table("objects");
  const sessions: Table<SessionRow> = world.table("sessions");
  const tasks: Table<Task> = world.table("tasks");

  const published = (): Objects =>
    objects.get("published") ?? {
      hosts: {},
      groups: { "soar-block": { uid: randomUUID(), members: [] } },
    };
  const rows = (): SessionRow[] => sessions.rows();

  return {
    published,
    setPublished: (next: Objects) => objects.set("published", next),
    sessions: rows,
    begin(name: string, description: string, isReadOnly: boolean): SessionRow {
      const [uid, sid] = [randomUUID(), randomUUID()];
      const row = { uid, sid, name, description, isReadOnly, isOpen: true, changed: [] };
      sessions.set(uid, row);
      return row;
    },
    view: ({ own }: SessionRow): Objects => own ?? published(),
    /** Who else has changed an object and not published it. */
    holderOf: (name: string, { uid }: SessionRow): SessionRow | undefined =>
      rows().find((other) => other.uid !== uid && other.changed.includes(name)),
    change(row: SessionRow, own: Objects, name: string): void {
      sessions.set(row.uid, { ...row, own, changed: [...row.changed, name] });
    },
    discard(row: SessionRow): void {
      const { own: _, ...kept } = row;
      if (row.isOpen) sessions.set(row.uid, { ...kept, changed: [] });
      else sessions.delete(row.uid);
    },
    publish({ own, ...row }: SessionRow, fails: boolean): Task {
      if (own && !fails) {
        // Only what it changed: others may have published since.
        const { hosts, groups } = published();
        const next = { hosts: { ...hosts }, groups: { ...groups } };
        for (const name of row.changed) {
          const [host, group] = [own.hosts[name], own.groups[name]];
          if (host) next.hosts[name] = host;
          else delete next.hosts[name];
          if (group) next.groups[name] = group;
        }
        objects.set("published", next);
      }
      sessions.set(row.uid, { ...row, changed: [] });
      const task = { id: randomUUID(), startedAt: world.now(), fails };
      tasks.set(task.id, task);
      return task;
    },
    task: (id: string) => tasks.get(id),
    end({ uid }: SessionRow): void {
      const row = sessions.get(uid);
      if (!row) return;
      if (row.changed.length > 0) sessions.set(uid, { ...row, isOpen: false });
      else sessions.delete(uid);
    },
    hold(names: string[]): void {
      const uid = "5e55100f-0000-4000-8000-00000000aaaa";
      const sid = randomUUID();
      if (names.length === 0) sessions.delete(uid);
      else {
        const row = { uid, sid, name: "a colleague's", description: "", isReadOnly: false };
        sessions.set(uid, { ...row, isOpen: true, changed: names });
      }
    },
  };
}

export type Store = ReturnType<typeof openStore>;
