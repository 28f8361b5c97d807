import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { fileFormats } from "../../sweeps/file-formats";
import type { LiteralPrefilter } from "../../sweeps/files/declaration";
import { fileReader } from "../../sweeps/files/file-reader";
import { anchors } from "../../sweeps/formats/syslog/anchors";
import { prefilterFor } from "../../sweeps/prefilter";
import type { RuleSet } from "../../sweeps/sigma/rule";
import { rulesOf, swept } from "./prefilter-support";

const FAILED = `
title: failed
name: failed
logsource: { category: authentication }
detection: { failed: { event.outcome: failure }, condition: failed }
`;
const FORCE = `
title: force
correlation:
  { type: event_count, rules: [failed], group-by: [source.address], timespan: 1h, condition: { gte: 3 } }
`;
const SUDO = `
title: sudo
logsource: { product: linux, service: sudo }
detection: { command: { process.command_line|contains: shadow }, condition: command }
`;
const ADDED = `
title: added
logsource: { product: linux, service: auth }
detection: { added: { event.action: [user-added, user-deleted] }, condition: added }
`;
const KEYWORD = `
title: keyword
logsource: { product: linux }
detection: { words: [needle], condition: words }
`;
const ALL = rulesOf([FAILED, FORCE, SUDO, ADDED, KEYWORD].join("---"));
const syslog = fileFormats["syslog"]!;
/** Such a line may stand for another one. */
const REPEATED = "message repeated ";

const FORMATS = "auditd access-log mssql-errorlog iis csv cef evtx".split(" ");

function literalPrefilter(rules: RuleSet): LiteralPrefilter | undefined {
  const prefilter = prefilterFor(rules, syslog);
  return prefilter && "literals" in prefilter ? prefilter : undefined;
}

describe("prefilterFor() is", () => {
  it("texts by what rules ask of the text, by values that stand for texts, by category, by service", () => {
    const of = (text: string) => literalPrefilter(rulesOf(text))?.literals;
    expect(of(FAILED)).toContain("failed ");
    expect(of(SUDO)).toEqual([REPEATED, "sudo"]);
    expect(of(ADDED)).toEqual([REPEATED, "new user: ", "delete user "]);
    expect(of(KEYWORD)).toEqual([REPEATED, "needle"]);
    expect(literalPrefilter(rulesOf(KEYWORD))?.beyondAscii).toBe(true);
  });

  it("nothing where a rule may match any line, or lines are understood by others", () => {
    const any = rulesOf(`
title: any
logsource: { product: linux }
detection: { one: { host.name: web1 }, condition: one }
`);
    expect(prefilterFor(any, syslog)).toBeUndefined();
    for (const name of FORMATS)
      expect([name, prefilterFor(ALL, fileFormats[name]!)]).toEqual([name, undefined]);
  });

  it("without rules about other products, categories and services", () => {
    const other = (logsource: string) => `
title: ${JSON.stringify(logsource)}
logsource: { ${logsource} }
detection: { one: { user.name: ann }, condition: one }
`;
    const others = ["product: windows", "category: webserver", "service: security"].map(other);
    expect(literalPrefilter(rulesOf([KEYWORD, ...others].join("---")))?.literals).toEqual([
      REPEATED,
      "needle",
    ]);
  });
});

const said = fc.constantFrom(
  "sshd[1]: Failed password for root from 203.0.113.9 port 22 ssh2",
  "sshd[1]: Failed password for ann from 203.0.113.8 port 22 ssh2",
  "SSHD[1]: message repeated 2 times: [ Failed password for root from 203.0.113.9 port 22 ssh2]",
  "sshd[1]: Accepted password for ann from 203.0.113.8 port 22 ssh2",
  "su: FAILED SU (to root) bob on pts/0",
  "sudo: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/cat /etc/shadow",
  "useradd[3]: new user: name=eve, UID=0, GID=0, home=/root",
  "app: the NEEDLE",
  "app: an E\u212A and nee",
  ...Array.from({ length: 12 }, (_, index) => `app: nothing ${index}`),
  `app: ${"long ".repeat(6_000)}`,
  "last message repeated 2 times",
  "last message repeated 3 times",
  "last message repeated often",
  "Feb 29 10:00:00 inner sshd[1]: Failed password for root from 203.0.113.9 port 22 ssh2",
  "2031-01-01T10:00:00Z inner sshd[1]: Failed password for root from 203.0.113.9 port 22 ssh2",
);
const DAY = 86_400_000;
const dated = (at: Date, year = ""): string => {
  const [, date, month] = at.toUTCString().split(" ");
  return `${month} ${String(Number(date)).padStart(2)} ${year}${at.toISOString().slice(11, 19)}`;
};

/** How lines begin, up to the host. */
const heads = {
  bsd: (at: Date) => `${dated(at)} `,
  iso: (at: Date) => `${at.toISOString().replace("Z", "456+02:00")} `,
  year: (at: Date) => `${dated(at, "2027 ")} `,
  fraction: (at: Date) => `${dated(at)}.25 `,
  zulu: (at: Date) => `${at.toISOString()} `,
  priority: (at: Date) => `<13>${dated(at)} `,
  new: (at: Date) => `<13>1 ${at.toISOString()} `,
  none: () => "  at some.code(of:1) ",
  noDay: () => "Feb 30 10:00:00 ",
  noTime: (at: Date) => `${dated(at).slice(0, 7)}24:00:00 `,
  noZone: (at: Date) => `${at.toISOString().replace("Z", "456+99:00")} `,
  leap: (at: Date) => `${dated(at).slice(0, 7)}23:59:60 `,
  nul: (at: Date) => `\0\0${dated(at)} `,
};
type Form = keyof typeof heads;
const ODD = Object.keys(heads) as Form[];
type Line = Record<"message" | "host", string> &
  Record<"days" | "minutes", number> & { form: Form };

const line = fc.record({
  message: said,
  host: fc.constantFrom("a", "b", "c"),
  days: fc.constantFrom(...Array<number>(40).fill(0), 1, 9, 40, 100, -3, -40),
  minutes: fc.constantFrom(...Array<number>(10).fill(0), 59, 60, 600),
  form: fc.constantFrom<Form>(
    ...Array<Form>(60).fill("bsd"),
    ...Array<Form>(20).fill("iso"),
    ...ODD,
  ),
});
const start = Date.UTC(2024, 0, 1);

function textOf(lines: readonly Line[]): string {
  let [day, minute] = [0, 0];
  return lines
    .map((one, index) => {
      day += one.days;
      minute = (minute + one.minutes) % 1_440;
      const at = new Date(start + day * DAY + minute * 60_000 + index * 1_000);
      return `${heads[one.form](at)}${one.host} ${one.message}\n`;
    })
    .join("");
}

describe("a prefiltered sweep", () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "prefilter-"))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("finds and tells what one that parses every line does, wherever blocks and slices end", async () => {
    let left = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 80, size: "max" }),
        fc.integer({ min: 40, max: 70_000 }),
        fc.boolean(),
        async (lines, readBytes, isCut) => {
          const file = join(folder, "log");
          const text = textOf(lines);
          writeFileSync(file, text);
          const last = start + lines.reduce((sum, { days }) => sum + Math.max(days, 0), 1) * DAY;
          utimesSync(file, new Date(last), new Date(last));
          const all = await swept(
            { folder, format: "syslog", rules: ALL },
            { isFiltered: false, readBytes: 1_000_000, isCut: false },
          );
          const some = await swept(
            { folder, format: "syslog", rules: ALL },
            {
              isFiltered: true,
              readBytes: Math.max(readBytes, Math.ceil(text.length / 50)),
              isCut,
            },
          );
          expect(some.findings).toEqual(all.findings);
          expect(some.told).toEqual(all.told);
          left += some.filtered;
        },
      ),
      { numRuns: Number(process.env["PREFILTER_RUNS"] ?? 200) },
    );
    expect(left).toBeGreaterThan(100);
  }, 3_600_000);
});

describe("last message repeated", () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "repeated-"))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const failed = "sshd[1]: Failed password for root from 203.0.113.9 port 22 ssh2";

  it.each(["utf8", "utf16le"] as const)("counts in %s, wherever slices end", async (encoding) => {
    const lines = [
      `a ${failed}`,
      `b app: ${"long ".repeat(2_000)}`,
      "b app: x",
      "a last message repeated 7 times",
    ];
    const text = lines.map((one) => `Jan  5 10:00:00 ${one}\n`).join("");
    writeFileSync(join(folder, "log"), Buffer.from(`\uFEFF${text}`, encoding));
    const { findings } = await swept(
      { folder, format: "syslog", rules: rulesOf(FAILED) },
      { isFiltered: true, readBytes: 64, isCut: true },
    );
    expect(findings.map(({ count }) => count)).toEqual([8]);
  });

  it("counts where the line that it stands for was not read, since it was there before the first sweep", async () => {
    const file = join(folder, "log");
    writeFileSync(file, `Jan  5 10:00:00 a ${failed}\n${"Jan  5 10:00:00 b app: x\n".repeat(500)}`);
    const reader = fileReader(
      { roots: [folder], files: [{ glob: "*", format: "syslog" }], backfill: false },
      fileFormats,
    );
    const counts: number[] = [];
    let cursor: unknown;
    for (const more of ["", "Jan  5 10:00:01 a last message repeated 7 times\n"]) {
      appendFileSync(file, more);
      const read = await reader.read({
        cursor,
        sink: (record) => counts.push(record.get("event.outcome") === "failure" ? record.count : 0),
        isEnough: () => false,
        signal: new AbortController().signal,
        now: new Date(start),
      });
      ({ cursor } = read);
    }
    expect(counts).toEqual([7]);
  });
});

const FORMS = [
  "sshd[1]: Failed password for root from 203.0.113.9 port 22 ssh2",
  "sshd-session[1]: error: Failed publickey for invalid user a from 203.0.113.9 port 22 ssh2: RSA x",
  "sshd[1]: Accepted publickey for ann from 203.0.113.8 port 22 ssh2: RSA x",
  "sshd[1]: Invalid user admin from 203.0.113.9 port 22",
  "sshd[1]: Illegal user admin from 203.0.113.9",
  "sshd[1]: error: PAM: Authentication failure for root from 203.0.113.9",
  "sshd(pam_unix)[1]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=203.0.113.9  user=root",
  "vsftpd: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=a rhost=203.0.113.9",
  "/usr/bin/sudo: bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
  "sudo: bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
  "su[1]: FAILED SU (to root) bob on pts/0",
  "su: BAD SU bob to root on /dev/pts/0",
  "SU[1]: Successful su for root by bob",
  "su[1]: + pts/0 bob:root",
  "su(pam_unix)[1]: authentication failure; logname=bob uid=1 euid=0 tty=pts/0 ruser=bob rhost=  user=root",
  "login[1]: FAILED LOGIN (1) on '/dev/tty1' FOR 'root', Authentication failure",
  "login[1]: LOGIN ON tty1 BY ann",
  "login[1]: ROOT LOGIN ON tty1",
  "login[1]: DIALUP AT ttyS0 BY ann",
  "useradd[3]: new user: name=eve, UID=0, GID=0, home=/root",
  "groupadd[3]: new group: name=eve, GID=9",
  "userdel[3]: delete user 'eve'",
  "usermod[3]: add 'eve' to group 'sudo'",
  "gpasswd[3]: user eve added by root to group sudo",
  "passwd[3]: pam_unix(passwd:chauthtok): password changed for eve",
  "usermod[3]: change user 'eve' password",
  "CRON[4]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
  "audispd: node=a type=USER_AUTH",
  "freshclam[5]: daily.cvd updated",
  "guacd[6]: started",
  "httpd[7]: started",
];

it("each line of syslog holds what its record's category, service or action is found by", async () => {
  const holds = (text: string, literals: readonly string[] | undefined): boolean =>
    !literals || literals.some((one) => text.toLowerCase().includes(one.toLowerCase()));
  let records = 0;
  const missed: string[] = [];
  for (const form of FORMS) {
    const text = `Jan  5 10:00:00 web1 ${form}`;
    const bytes = Buffer.from(text);
    const parser =
      syslog.unit === "line" &&
      syslog.open({
        name: "",
        state: undefined,
        modified: new Date(),
        zone: "UTC",
        host: undefined,
        unparsed: () => {},
        notice: () => {},
        sink(record) {
          records++;
          const action = String(record.get("event.action"));
          const anchored = [
            ...record.kind.categories.map((name) => [name, anchors.categories[name]] as const),
            ...record.kind.services.map((name) => [name, anchors.services![name]] as const),
            [action, anchors.values!["event.action"]![action]] as const,
          ];
          for (const [name, literals] of anchored)
            if (!holds(text, literals)) missed.push(`${name}: ${text}`);
        },
      });
    if (parser) parser.line(bytes, 0, bytes.length, 0);
  }
  expect(missed).toEqual([]);
  expect(records).toBe(FORMS.length);
});
