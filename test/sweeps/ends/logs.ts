import type { WrittenEvent } from "../../../bench/sweeps/write-evtx";
import { auditLog } from "../own-rules/auditd";
import { sqlErrorLog } from "../own-rules/errorlog";
import { Dice, type Try, tries } from "../own-rules/facts";
import { iisLog } from "../own-rules/iis";
import { applicationLog } from "../own-rules/json";
import { authLog } from "../own-rules/sshd";
import { securityLog } from "../own-rules/windows";
import { type Rotation, type WrittenLog, evtxLog, linesLog } from "./written";

/** By renaming: of a file that is truncated in its place, the next part would not begin with its header. */
const RENAMED: readonly Rotation[] = ["number", "date"];
const ANY: readonly Rotation[] = ["number", "date", "copy", "copy with a date"];

/** Logs by seed, in every format that files are read in. */
export const LOGS: Readonly<Record<string, (seed: number) => WrittenLog>> = {
  "syslog with repeated messages": (seed) =>
    linesLog({ file: "auth.log", ...syslog, units: linesOf(authLog(seed)) }),
  'syslog whose lines say "last message repeated"': (seed) =>
    linesLog({ file: "messages", ...syslog, units: withLastRepeated(linesOf(authLog(seed))) }),
  "syslog of RFC 5424": (seed) =>
    linesLog({ file: "secure", ...syslog, units: linesOf(authLog(seed)).map(asRfc5424) }),
  "the audit daemon": (seed) => {
    const units = linesOf(auditLog(seed));
    const serials = units.map((line) => /audit\(([^)]+)\)/.exec(line)![1]!);
    return linesLog({
      file: "audit/audit.log",
      declared: { format: "auditd", include: ["audit/*.log"] },
      rotations: ["number", "copy"],
      units,
      whole: (count) => {
        let end = count;
        for (let unit = 0; unit < end; unit += 1)
          end = Math.max(end, serials.lastIndexOf(serials[unit]!) + 1);
        return end;
      },
      // It begins a new file in the middle of an event.
      again: (unit, first) => {
        const next = serials.indexOf(serials[unit]!, first);
        return next < 0 ? undefined : next;
      },
    });
  },
  "SQL Server's error log in UTF-16": (seed) =>
    linesLog({
      file: "ERRORLOG",
      declared: { format: "mssql-errorlog", include: ["ERRORLOG"] },
      rotations: ["number"],
      header: () => "\uFEFF",
      encoding: "utf16le",
      units: errorEntries(linesOf(sqlErrorLog(seed), "\r\n")),
    }),
  IIS: (seed) => {
    const lines = linesOf(iisLog(seed), "\r\n");
    return linesLog({
      file: "W3SVC1/u_ex260301.log",
      declared: { format: "iis", include: ["W3SVC*/*.log"], host: "web02" },
      rotations: ["day"],
      header: (first) => lines.findLast(isColumnsBefore(first)) ?? "",
      units: lines,
    });
  },
  "Apache and nginx": (seed) =>
    linesLog({
      file: "access.log",
      declared: { format: "access-log", host: "web03" },
      rotations: ANY,
      units: tries(new Dice(seed)).map(accessLine),
    }),
  CEF: (seed) =>
    linesLog({
      file: "fw.log",
      declared: { format: "cef" },
      rotations: ANY,
      units: tries(new Dice(seed)).map(cefLine),
    }),
  LEEF: (seed) =>
    linesLog({
      file: "fw.log",
      declared: { format: "leef" },
      rotations: ANY,
      units: tries(new Dice(seed)).map(leefLine),
    }),
  "applications in JSON lines": (seed) =>
    linesLog({
      file: "app.jsonl",
      declared: { format: "json-lines" },
      rotations: ANY,
      units: linesOf(applicationLog(seed)),
    }),
  "JSON lines with a field map": (seed) =>
    linesLog({
      file: "app.json",
      declared: { format: "json-lines", fields: FIELDS },
      rotations: ANY,
      units: tries(new Dice(seed)).map((one) => `${JSON.stringify(rowOf(one))}\n`),
    }),
  "CSV with a field map, rows over several lines": (seed) =>
    linesLog({
      file: "app.csv",
      declared: { format: "csv", fields: FIELDS },
      rotations: RENAMED,
      ...table(
        tries(new Dice(seed)).map((one) => ({ ...rowOf(one), note: 'She said "no",\nand left' })),
      ),
    }),
  "Windows events in JSON lines": (seed) =>
    linesLog({
      file: "security.json",
      declared: { format: "auto" },
      rotations: ANY,
      units: linesOf(securityLog(seed)),
    }),
  "Windows events in nested JSON lines": (seed) =>
    linesLog({
      file: "security.json",
      declared: { format: "json-lines" },
      rotations: ANY,
      units: eventsOf(seed).map((event) => `${JSON.stringify(nested(event))}\n`),
    }),
  "Windows events in CSV": (seed) =>
    linesLog({
      file: "security.csv",
      declared: { format: "csv" },
      rotations: RENAMED,
      ...table(eventsOf(seed)),
    }),
  "Windows events in EVTX": (seed) => evtxLog("Security.evtx", eventsOf(seed).map(writtenEvent)),
};

const syslog = { declared: { format: "syslog" }, rotations: ANY };

const linesOf = ({ text }: { text: string }, end = "\n"): string[] =>
  text.split("\n").map((line) => line + end);

/** A line that speaks of the one before it goes with it. */
function withLastRepeated(lines: readonly string[]): string[] {
  const units: string[] = [];
  for (const line of lines) {
    const repeated = /^(.{15} \S+ ).*message repeated (\d+) times: /.exec(line);
    if (repeated)
      units[units.length - 1] += `${repeated[1]}last message repeated ${repeated[2]} times\n`;
    else units.push(line);
  }
  return units;
}

/** "Mar 10 08:00:00 web1 sshd[7]: text" as RFC 5424 has it. */
function asRfc5424(line: string): string {
  const [, day, time, host, program, pid = "-", text] =
    /^Mar ([ \d]\d) (\S+) (\S+) ([^[:]+)(?:\[(\d+)\])?: (.*)$/.exec(line.trimEnd())!;
  return `<38>1 2026-03-${day!.replace(" ", "0")}T${time}Z ${host} ${program} ${pid} - - ${text}\n`;
}

/** An error's two lines go together, and what is between them. */
function errorEntries(lines: readonly string[]): string[] {
  const units: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    if (isOpen) units[units.length - 1] += line;
    else units.push(line);
    const isLogon = / Logon +/.test(line);
    isOpen = / Logon +Error: /.test(line) || (isOpen && !isLogon);
  }
  return units;
}

/** IIS begins each file with the names of the columns that it has. */
const isColumnsBefore =
  (first: number) =>
  (line: string, index: number): boolean =>
    index < first && line.startsWith("#Fields:");

const iso = (time: number): string => new Date(time).toISOString();
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function accessLine({ time, source, user, succeeds }: Try): string {
  const date = iso(time);
  const stamp = `${date.slice(8, 10)}/${MONTHS[Number(date.slice(5, 7)) - 1]}/${date.slice(0, 4)}:${date.slice(11, 19)} +0000`;
  const status = succeeds ? 200 : 401;
  return `${source} - ${user} [${stamp}] "POST /login HTTP/1.1" ${status} 512 "-" "Mozilla/5.0"\n`;
}

const cefLine = ({ time, source, user, succeeds }: Try): string =>
  `CEF:0|Acme|Gateway|1|100|${succeeds ? "User logged in" : "User login failed"}|5|rt=${time} src=${source} suser=${user} dvchost=gate1 outcome=${succeeds ? "success" : "failure"}\n`;

const leefLine = ({ time, source, user, succeeds }: Try): string =>
  `LEEF:2.0|Acme|Gateway|1|${succeeds ? "Login Success" : "Login Failure"}|^|devTime=${time}^src=${source}^usrName=${user}^devName=gate1\n`;

const FIELDS = {
  "@timestamp": "when",
  "user.name": "who",
  "source.ip": "from",
  "event.outcome": "went",
  "event.category": "sort",
};

const rowOf = ({ time, source, user, succeeds }: Try): Record<string, string> => ({
  when: iso(time),
  who: user,
  from: source,
  went: succeeds ? "success" : "failure",
  sort: "authentication",
});

function table(rows: readonly Readonly<Record<string, unknown>>[]): {
  header: () => string;
  units: string[];
} {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly unknown[]): string =>
    `${cells.map((cell = "") => `"${String(cell).replaceAll('"', '""')}"`).join(",")}\n`;
  return {
    header: () => line(columns),
    units: rows.map((row) => line(columns.map((name) => row[name]))),
  };
}

type Event = Readonly<Record<string, string | number>>;

const eventsOf = (seed: number): Event[] =>
  securityLog(seed)
    .text.split("\n")
    .map((line) => JSON.parse(line) as Event);

const PROVIDER = "Microsoft-Windows-Security-Auditing";

function nested(event: Event): object {
  const { EventID, Channel, Computer, EventRecordID, EventTime, Keywords, ...details } = event;
  const System = {
    Provider: { "#attributes": { Name: PROVIDER } },
    EventID,
    ...(Keywords !== undefined && { Keywords }),
    TimeCreated: { "#attributes": { SystemTime: EventTime } },
    EventRecordID,
    Channel,
    Computer,
  };
  return { Event: { System, EventData: details } };
}

/** Record ids go up with the place in the file, as Windows writes them. */
function writtenEvent(event: Event, index: number): WrittenEvent {
  const { EventID, Channel, Computer, EventRecordID: _id, EventTime, Keywords, ...details } = event;
  return {
    channel: String(Channel),
    provider: PROVIDER,
    eventId: Number(EventID),
    computer: String(Computer),
    recordId: index + 1,
    time: new Date(String(EventTime)),
    ...(Keywords !== undefined && { keywords: BigInt(Keywords) }),
    details,
  };
}
