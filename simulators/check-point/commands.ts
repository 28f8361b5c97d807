import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import { type Answer, isRecord } from "../simulator";
import { invalid, locked, notFound } from "./answers";
import type { SessionRow, Store } from "./store";

export type Body = Record<string, unknown>;
type Command = (body: Body, session: SessionRow) => Answer;

const nameIn = ({ name }: Body): string => (typeof name === "string" ? name : "");

/** Commands on objects: each session sees its own changes, and nobody else's that are not published. */
export function objectCommands(store: Store): Record<string, { isWrite: boolean; run: Command }> {
  const read = (run: Command) => ({ isWrite: false, run });
  const write = (run: Command) => ({
    isWrite: true,
    run: (body: Body, session: SessionRow) =>
      store.holderOf(nameIn(body), session) ? locked(nameIn(body)) : run(body, session),
  });

  function addHost(body: Body, session: SessionRow): Answer {
    const name = nameIn(body);
    const { "ip-address": address, comments = "" } = body;
    const { hosts, groups } = store.view(session);
    if (name === "" || typeof address !== "string" || isIP(address) === 0) {
      return invalid("name and ip-address are required");
    }
    if (hosts[name] || groups[name]) return invalid(`More than one object named '${name}' exists.`);
    const host = { uid: randomUUID(), address, comments: String(comments) };
    store.change(session, { hosts: { ...hosts, [name]: host }, groups }, name);
    return { body: hostAnswer(name, host) };
  }

  function deleteHost(body: Body, session: SessionRow): Answer {
    const name = nameIn(body);
    const { hosts, groups } = store.view(session);
    const { [name]: host, ...left } = hosts;
    if (!host) return notFound(name);
    if (usersOf(body, session).length > 0) return invalid(`Object '${name}' is used by others`);
    store.change(session, { hosts: left, groups }, name);
    return { body: { message: "OK" } };
  }

  function setGroup(body: Body, session: SessionRow): Answer {
    const name = nameIn(body);
    const { hosts, groups } = store.view(session);
    const group = groups[name];
    if (!group) return notFound(name);
    const members = isRecord(body["members"]) ? body["members"] : {};
    const [add, remove] = [namesOf(members["add"]), namesOf(members["remove"])];
    const unknown = [...add, ...remove].find((member) => !hosts[member]);
    if (unknown !== undefined) return notFound(unknown);
    const kept = group.members.filter((member) => !remove.includes(member));
    const next = { ...group, members: [...new Set([...kept, ...add])] };
    store.change(session, { hosts, groups: { ...groups, [name]: next } }, name);
    return { body: groupAnswer(name, next) };
  }

  const usersOf = (body: Body, session: SessionRow): string[] =>
    Object.entries(store.view(session).groups)
      .filter(([, { members }]) => members.includes(nameIn(body)))
      .map(([group]) => group);

  return {
    "show-host": read((body, session) => {
      const host = store.view(session).hosts[nameIn(body)];
      return host ? { body: hostAnswer(nameIn(body), host) } : notFound(nameIn(body));
    }),
    "show-group": read((body, session) => {
      const group = store.view(session).groups[nameIn(body)];
      return group ? { body: groupAnswer(nameIn(body), group) } : notFound(nameIn(body));
    }),
    "where-used": read((body, session) => {
      if (!store.view(session).hosts[nameIn(body)]) return notFound(nameIn(body));
      const users = usersOf(body, session).map((name) => ({ name, type: "group" }));
      return { body: { "used-directly": { total: users.length, objects: users } } };
    }),
    "add-host": write(addHost),
    "delete-host": write(deleteHost),
    "set-group": write(setGroup),
  };
}

const namesOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [];

const hostAnswer = (name: string, host: { uid: string; address: string; comments: string }) => ({
  uid: host.uid,
  name,
  type: "host",
  [isIP(host.address) === 4 ? "ipv4-address" : "ipv6-address"]: host.address,
  comments: host.comments,
  "read-only": false,
});

const groupAnswer = (name: string, { uid, members }: { uid: string; members: string[] }) => ({
  uid,
  name,
  type: "group",
  members: members.map((member) => ({ name: member, type: "host" })),
});
