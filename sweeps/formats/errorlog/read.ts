import type { Layout, Value } from "../fields-record";
import type { Facts } from "../facts";

/** "2026-01-02 03:04:05" */
const TIME = 19;
const FAILED = "Login failed for user '";
const SUCCEEDED = "Login succeeded for user '";
const CLIENT = "[CLIENT: ";

/** "Error: 18456, Severity: 14, State: 8." */
export function errorHead(
  line: string,
): { error: number; severity: number; state: number } | undefined {
  const at = messageAt(line);
  if (!line.startsWith("Error: ", at) || line.length > at + 60) return undefined;
  const found = /^Error: (\d{1,9}), Severity: (\d{1,3}), State: (\d{1,9})\.\s*$/.exec(
    line.slice(at),
  );
  if (!found) return undefined;
  return { error: Number(found[1]), severity: Number(found[2]), state: Number(found[3]) };
}

/** The states of 18456, by Microsoft's page; what is not here is a wrong password or name. */
const REASONS: Readonly<Record<number, string>> = {
  2: "unknown-user",
  5: "unknown-user",
  6: "unknown-user",
  7: "disabled",
  8: "wrong-password",
  9: "wrong-password",
  11: "not-allowed",
  12: "not-allowed",
  18: "expired",
  38: "no-database",
  46: "no-database",
  126: "no-database",
  122: "unknown-user",
  123: "wrong-password",
  124: "wrong-password",
};
/** The password was right. */
const NO_GUESS = new Set(["not-allowed", "expired", "no-database"]);

function reasonOf(line: string): string {
  const state = errorHead(firstLine(line))?.state;
  const told = state === undefined ? undefined : REASONS[state];
  if (told !== undefined) return told;
  const why = line.slice(lastReason(line));
  if (why.includes("Could not find a login")) return "unknown-user";
  if (why.includes("explicitly specified database")) return "no-database";
  if (why.includes("is disabled")) return "disabled";
  return why.includes("is locked out") ? "locked" : "wrong-password";
}

/** The user's name may hold the words before the reason; the server's own come last. */
const lastReason = (line: string): number => Math.max(line.lastIndexOf("'. Reason: "), 0);

const firstLine = (text: string): string => text.slice(0, lineEnd(text));
const lineEnd = (text: string): number => (text.includes("\n") ? text.indexOf("\n") : text.length);

/** Who wrote a line: "Logon", "Server", "spid12s". */
export function sourceOf(line: string): string {
  const at = sourceAt(line);
  const space = line.indexOf(" ", at);
  return line.slice(at, space < 0 ? line.length : space);
}

function sourceAt(line: string): number {
  const space = line.indexOf(" ", TIME);
  return space < 0 ? line.length : space + 1;
}

/** Where the message of a line begins, after its time and its writer. */
function messageAt(line: string): number {
  let at = line.indexOf(" ", sourceAt(line));
  if (at < 0) return line.length;
  while (line[at] === " " || line[at] === "\t") at++;
  return at;
}

/** The line that speaks: the second, after an error's head. */
const spoken = (text: string): string =>
  errorHead(firstLine(text)) && text.includes("\n") ? text.slice(lineEnd(text) + 1) : text;

/** Whether a record is a log-in attempt. */
export function isAttempt(text: string): boolean {
  const line = spoken(text);
  const at = messageAt(line);
  if (line.startsWith(SUCCEEDED, at)) return true;
  return line.startsWith(FAILED, at) && !NO_GUESS.has(reasonOf(text));
}

export const errorlogLayout: Layout = {
  fields(text) {
    const fields = new Map<string, Value>();
    const head = errorHead(firstLine(text));
    const line = spoken(text);
    if (head) for (const [name, value] of Object.entries(head)) fields.set(name, value);
    fields.set("source", sourceOf(line));
    const client = clientOf(line);
    if (client !== undefined) fields.set("client", client);
    const option =
      /^Configuration option '([^']{1,100})' changed from (-?\d{1,12}) to (-?\d{1,12})\./.exec(
        line.slice(messageAt(line)),
      );
    if (option) {
      fields.set("option", option[1]!);
      fields.set("from", Number(option[2]));
      fields.set("to", Number(option[3]));
    }
    return fields;
  },
  read(fields, facts, record) {
    const line = spoken(record.line);
    const message = line.slice(messageAt(line));
    record.message = message;
    record.program = "sqlservr";
    if (message.startsWith(FAILED)) {
      facts.reason = reasonOf(record.line);
      facts.action = NO_GUESS.has(facts.reason) ? "access-refused" : "logged-in";
      facts.outcome = "failure";
      readLogin(message, FAILED, facts, fields.get("client"));
    } else if (message.startsWith(SUCCEEDED)) {
      facts.action = "logged-in";
      facts.outcome = "success";
      readLogin(message, SUCCEEDED, facts, fields.get("client"));
    } else facts.action = actionOf(message);
  },
};

function readLogin(message: string, start: string, facts: Facts, client: Value | undefined): void {
  const ends = ["'. Reason: ", "'. Connection made ", "'. [CLIENT: ", "'."];
  const end = ends.map((words) => message.lastIndexOf(words)).find((at) => at >= start.length);
  facts.by(message.slice(start.length, end ?? message.length));
  facts.from(client === "<local machine>" || client === "<named pipe>" ? "" : String(client ?? ""));
}

/** The last one, at the end: a user's name may hold another. */
function clientOf(line: string): string | undefined {
  const text = line.trimEnd();
  const at = text.lastIndexOf(CLIENT);
  return at >= 0 && text.endsWith("]") ? text.slice(at + CLIENT.length, -1) : undefined;
}

function actionOf(message: string): string | undefined {
  if (message.startsWith("Configuration option '")) return "configuration-changed";
  if (message.startsWith("The error log has been reinitialized")) return "log-cycled";
  if (message.startsWith("SQL Server is starting ")) return "server-started";
  return message.startsWith("Audit: ") || message.startsWith("SQL Server Audit ")
    ? "audit-changed"
    : undefined;
}
