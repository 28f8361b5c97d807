import { posix } from "node:path";
import { type Layout, type Value, textOf } from "../fields-record";
import { auditFields } from "./fields";

/** "Unset", in an unsigned field of 32 bits. */
const UNSET = new Set(["4294967295", "-1", "unset", "?", "(none)", "(null)"]);

const ACTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    USER_AUTH: "logged-in",
    USER_LOGIN: "logged-in",
    USER_CMD: "command-run",
    EXECVE: "command-run",
    ADD_USER: "user-added",
    DEL_USER: "user-deleted",
    ADD_GROUP: "group-added",
    USER_CHAUTHTOK: "password-changed",
    CONFIG_CHANGE: "audit-changed",
    DAEMON_CONFIG: "audit-changed",
    DAEMON_END: "audit-stopped",
    DAEMON_ABORT: "audit-stopped",
  }),
);

/** What an event of the Linux audit daemon says, https://github.com/linux-audit/audit-documentation/wiki/SPEC-Audit-Event-Enrichment. */
export const auditLayout: Layout = {
  fields: auditFields,
  read(fields, facts, record) {
    const get = (name: string): string | undefined => known(fields.get(name));
    const types = asList(fields.get("type"));
    record.host = get("node") ?? record.host;
    record.program = get("comm") ?? base(get("exe"));
    const id = get("auid") ?? get("id") ?? get("uid");
    facts.userId = id;
    const name = get("acct") ?? get("AUID") ?? get("ID") ?? get("UID");
    facts.by(name ?? (id === "0" ? "root" : undefined));
    const result = textOf(fields.get("res")) ?? textOf(fields.get("success"));
    if (result !== undefined)
      facts.outcome = ["yes", "success", "1"].includes(result) ? "success" : "failure";
    facts.command = argumentsOf(fields) ?? get("cmd") ?? get("proctitle");
    facts.path = pathOf(fields);
    facts.action = types.map((type) => ACTIONS.get(type)).find((action) => action !== undefined);
    if (isFileAccess(types)) facts.action = "file-accessed";
    if (types.includes("USER_MGMT") && (get("op") ?? "").includes("group")) {
      facts.action = "member-added";
      facts.to(get("acct"));
      facts.by(get("AUID") ?? get("UID"));
      facts.group = get("grp") ?? get("new_group");
    }
    if (types.includes("USER_AUTH") || types.includes("USER_LOGIN") || get("addr") !== undefined)
      facts.from(get("addr") ?? get("hostname"));
  },
};

/** Whether an event of these records is about a file, and not about running it. */
export const isFileAccess = (types: readonly string[]): boolean =>
  types.includes("SYSCALL") && types.includes("PATH") && !types.includes("EXECVE");

const known = (value: Value | undefined): string | undefined => {
  const text = textOf(value);
  return text === undefined || UNSET.has(text) ? undefined : text;
};

const base = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : posix.basename(path);

const asList = (value: Value | undefined): readonly string[] =>
  (Array.isArray(value) ? value : [value ?? null]).map(String);

/** The whole command of an EXECVE record. */
function argumentsOf(fields: ReadonlyMap<string, Value>): string | undefined {
  if (!asList(fields.get("type")).includes("EXECVE")) return undefined;
  const number = Number(textOf(fields.get("argc")));
  const words: string[] = [];
  for (let i = 0; i < Math.min(number, 1000); i++) {
    const argument = fields.get(`a${i}`);
    // The system call has arguments of these names too, as numbers, and comes first.
    const word = Array.isArray(argument) ? argument.at(-1) : argument;
    if (word !== undefined) words.push(String(word));
  }
  return words.length > 0 ? words.join(" ") : undefined;
}

/** The first name that is not the folder it lies in, whole. */
function pathOf(fields: ReadonlyMap<string, Value>): string | undefined {
  const names = asList(fields.get("name"));
  const sorts = asList(fields.get("nametype"));
  const at = sorts.length === names.length ? sorts.findIndex((sort) => sort !== "PARENT") : 0;
  const name = fields.has("name") ? names[Math.max(at, 0)] : undefined;
  if (name === undefined || UNSET.has(name)) return undefined;
  const folder = textOf(fields.get("cwd"));
  return posix.isAbsolute(name) || folder === undefined
    ? posix.normalize(name)
    : posix.join(folder, name);
}
