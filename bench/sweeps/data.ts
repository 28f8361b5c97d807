import { closeSync, openSync, writeSync } from "node:fs";
import { randomFrom } from "./random";
import { type WrittenEvent, writeEvtx } from "./write-evtx";

const START = Date.UTC(2026, 0, 5);
const PIECE = 4 * 1024 * 1024;

/** Writes lines until the file has so many bytes; answers how many lines these are. */
function writeLines(file: string, bytes: number, lineOf: (index: number) => string): number {
  const to = openSync(file, "w");
  let lines = 0;
  try {
    for (let written = 0; written < bytes;) {
      let piece = "";
      while (piece.length < PIECE && written + piece.length < bytes)
        piece += `${lineOf(lines++)}\n`;
      written += writeSync(to, piece);
    }
  } finally {
    closeSync(to);
  }
  return lines;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A server's syslog: of a hundred lines two are log-ins of fifty people, from their own machines; of these one in thirty fails, one in 300 is a stranger's. */
export function writeSyslog(file: string, bytes: number, linesPerLogIn = 50): number {
  const random = randomFrom(1);
  const messages = [
    (n: number) => `systemd[1]: Started session ${n} of the backup.`,
    (n: number) => `kernel: [${n}.123456] eth0: link is up, 1000 Mbps, full duplex`,
    (n: number) => `CRON[${n}]: (root) CMD (/usr/lib/sysstat/debian-sa1 1 1)`,
    (n: number) => `postfix/smtpd[${n}]: connect from mail.example.com[192.0.2.${n % 250}]`,
    (n: number) => `dhclient[${n}]: DHCPACK of 10.0.0.${n % 250} from 10.0.0.1 (xid=0x${n})`,
  ];
  const logIn = (n: number): string => {
    const user = n % 50;
    if (random(300) === 0)
      return `Failed password for root from 203.0.113.${n % 250} port ${n} ssh2`;
    const said = random(30) === 0 ? "Failed password" : "Accepted publickey";
    return `${said} for user${user} from 10.0.0.${user + 1} port ${n} ssh2`;
  };
  return writeLines(file, bytes, (index) => {
    const time = new Date(START + index * 200);
    const day = String(time.getUTCDate()).padStart(2);
    const stamp = `${MONTHS[time.getUTCMonth()]} ${day} ${time.toISOString().slice(11, 19)} web1`;
    const number = 1_000 + random(60_000);
    if (random(linesPerLogIn) === 0) return `${stamp} sshd[${number}]: ${logIn(number)}`;
    return `${stamp} ${messages[random(messages.length)]!(number)}`;
  });
}

/** What sshd writes of guesses: one address after the other tries a list of names, in bursts of sixty; of four lines one is a failed log-in. */
export function writeAttacks(file: string, bytes: number): number {
  const random = randomFrom(3);
  const names = ["root", "admin", "test", "oracle", "ubuntu", "git", "postgres", "deploy"];
  const attempt = { user: "root", address: "", pid: 0, port: 0 };
  return writeLines(file, bytes, (index) => {
    const number = Math.floor(index / 4);
    const burst = Math.floor(number / 60);
    if (index % 4 === 0)
      Object.assign(attempt, {
        user: names[random(names.length)],
        address: `203.0.113.${1 + (burst % 240)}`,
        pid: 1_000 + (number % 60_000),
        port: 1_024 + random(60_000),
      });
    const { user, address, pid, port } = attempt;
    const time = new Date(START + number * 2_000 + burst * 240_000);
    const day = String(time.getUTCDate()).padStart(2);
    const said = [
      `Invalid user ${user} from ${address}`,
      `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${address} `,
      `Failed password for invalid user ${user} from ${address} port ${port} ssh2`,
      `Connection closed by ${address} [preauth]`,
    ][index % 4]!;
    return `${MONTHS[time.getUTCMonth()]} ${day} ${time.toISOString().slice(11, 19)} web1 sshd[${pid}]: ${said}`;
  });
}

/** Events of the Security log: of a hundred eight are log-ins, one fails, ten start programs. */
const IDS = [
  ...Array<number>(30).fill(5156),
  ...Array<number>(22).fill(4634),
  ...Array<number>(20).fill(4672),
  ...Array<number>(10).fill(4688),
  ...Array<number>(8).fill(4624),
  ...Array<number>(9).fill(5158),
  4625,
];

function detailsOf(random: (below: number) => number): Record<string, string> {
  return {
    SubjectUserSid: "S-1-5-18",
    SubjectUserName: `user${random(500)}`,
    SubjectDomainName: "CORP",
    SubjectLogonId: "0x3e7",
    TargetUserName: `user${random(500)}`,
    TargetDomainName: "CORP",
    LogonType: "3",
    IpAddress: `10.0.${random(200)}.${random(200)}`,
    IpPort: String(random(60_000)),
    NewProcessName: `C:\\Windows\\System32\\program${random(300)}.exe`,
    CommandLine: `program${random(300)}.exe -k netsvcs -p -s Schedule${random(100)} --session ${random(9_999)}`,
    ParentProcessName: "C:\\Windows\\System32\\services.exe",
    LogonGuid: "{00000000-0000-0000-0000-000000000000}",
    WorkstationName: "-",
    Status: "0xc000006d",
    SubStatus: "0xc000006a",
  };
}

const PROVIDER = "Microsoft-Windows-Security-Auditing";

/** Windows events as lines of JSON: "flat" as NXLog writes them, "nested" as evtx_dump does. */
export function writeJson(
  file: string,
  bytes: number,
  shape: "flat" | "nested",
  ids: readonly number[] = IDS,
): number {
  const random = randomFrom(2);
  return writeLines(file, bytes, (index) => {
    const id = ids[random(ids.length)]!;
    const time = new Date(START + index * 200).toISOString();
    const Computer = `srv${random(20)}.corp.example`;
    const details = detailsOf(random);
    if (shape === "flat")
      return JSON.stringify({
        EventTime: time,
        Hostname: Computer,
        Keywords: "0x8020000000000000",
        EventType: "AUDIT_SUCCESS",
        EventID: id,
        SourceName: PROVIDER,
        RecordNumber: index,
        Channel: "Security",
        ...details,
      });
    const System = {
      Provider: { "#attributes": { Name: PROVIDER } },
      EventID: id,
      Level: 0,
      Keywords: "0x8020000000000000",
      TimeCreated: { "#attributes": { SystemTime: time } },
      EventRecordID: index,
      Execution: { "#attributes": { ProcessID: 712, ThreadID: 9_056 } },
      Channel: "Security",
      Computer,
    };
    return JSON.stringify({ Event: { System, EventData: details } });
  });
}

/** The same events as an EVTX file of about so many bytes. */
export function evtxOf(bytes: number): Buffer {
  const random = randomFrom(3);
  const events = Array.from(
    { length: Math.max(10, Math.round(bytes / 1_300)) },
    (_, index): WrittenEvent => ({
      channel: "Security",
      provider: PROVIDER,
      eventId: IDS[random(IDS.length)]!,
      computer: `srv${random(20)}.corp.example`,
      recordId: index + 1,
      time: new Date(START + index * 200),
      keywords: 0x8020000000000000n,
      details: detailsOf(random),
    }),
  );
  return writeEvtx(events);
}

/** So many rules about programs that start, as public collections have them: each asks for words of a command line. */
export function generatedRules(count: number): string {
  const random = randomFrom(4);
  const word = (): string => `tool${random(1_000_000).toString(36)}`;
  return Array.from(
    { length: count },
    (_, index) => `title: Generated ${index}
logsource: { category: process_creation, product: windows }
detection:
  program:
    Image|endswith: ['\\${word()}.exe', '\\${word()}.exe']
  words:
    CommandLine|contains|all: [' -${word()}', '${word()}']
  not_by:
    ParentImage|endswith: '\\${word()}.exe'
  condition: ${index % 2 === 0 ? "program and words" : "words"} and not not_by
`,
  ).join("---\n");
}
