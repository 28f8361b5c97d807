import * as fc from "fast-check";
import type { AnchoredFormat } from "../../../sweeps/formats/anchored-format";
import { lineFormats } from "../../../sweeps/formats";
import { syslog } from "../../../sweeps/formats/syslog";
import { parse } from "./support";

const formats = Object.entries(lineFormats);
const SCRAPS = [
  "Mar  1 03:04:05 h sshd[1]: ",
  "Oct 25 02:30:00 h su: ",
  "Failed password for invalid user ",
  "Accepted password for ",
  " from 203.0.113.9 port 22 ssh2",
  "message repeated 3 times: [ ",
  "last message repeated 2 times",
  "pam_unix(x:auth): authentication failure; rhost=1.2.3.4  user=",
  "bob : 2 incorrect password attempts ; TTY=a ; USER=root",
  "FAILED SU (to root) bob on pts/0",
  "+ pts/0 bob:root",
  "type=SYSCALL msg=audit(1767322800.123:1): success=no exit=-13",
  "type=PATH msg=audit(1767322800.123:1): name=",
  "type=USER_AUTH msg=audit(1767322803.123:2): pid=1 msg='acct=\"",
  "type=EOE msg=audit(1767322800.123:1): ",
  "2026-01-02 03:04:05.67 Logon       ",
  "Error: 18456, Severity: 14, State: 8.",
  "Login failed for user '",
  "'. Reason: x [CLIENT: 1.2.3.4]",
  "#Fields: date time c-ip sc-status sc-substatus",
  "2026-01-02 03:04:05 203.0.113.9 401 1",
  '203.0.113.9 - x [02/Jan/2026:03:04:05 +0100] "GET / HTTP/1.1" 401 1',
  "CEF:0|a|b|c|d|login|f|outcome=failure src=",
  "LEEF:2.0|a|b|c|login|^|result=failure^src=",
  '{"event":{"outcome":"failure"},"user.name":',
  '"a","b',
  "a,b,c",
  "\\",
  '"',
  "=",
  "[",
  "\0",
  "\u001d",
];

const bytes = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...SCRAPS).map((text) => Buffer.from(text)) },
      fc
        .uint8Array({ maxLength: 12 })
        .map((array) => Buffer.from(array.map((byte) => (byte === 10 ? 11 : byte)))),
    ),
    { maxLength: 6 },
  )
  .map((parts) => Buffer.concat(parts));
const lines = fc.array(bytes, { maxLength: 25 });
const extra = ["message", "a0", "name", "type", "__proto__", "constructor", "toString"];

describe.each(formats)("%s", (_, format) => {
  it("reads any bytes, and cut anywhere the records are the same", () => {
    fc.assert(
      fc.property(lines, fc.array(fc.nat(25), { maxLength: 4 }), (log, at) => {
        const cuts = [...new Set(at.filter((cut) => cut <= log.length))].toSorted((a, b) => a - b);
        const settings = { zone: "Europe/Berlin" };
        const whole = parse(format, log, settings, [], extra);
        const parts = parse(format, log, settings, cuts, extra);
        expect(parts.records).toEqual(whole.records);
        expect(new Set(whole.records.map(({ identity }) => typeof identity))).not.toContain(
          "undefined",
        );
      }),
      { numRuns: 300 },
    );
  });

  it("a line that gives a record of a category holds one of its anchors", () => {
    const { categories } = (format as AnchoredFormat).anchors;
    fc.assert(
      fc.property(lines, (log) => {
        for (const record of parse(format, log).records) {
          for (const category of record.categories) {
            const known =
              Object.hasOwn(categories, category) ||
              format.name.includes("json") ||
              format.name === "csv";
            expect(known).toBe(true);
            const literals = categories[category];
            if (literals)
              expect(literals.some((literal) => record.text.includes(literal))).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["of one character", "x"],
    ["of spaces", " "],
    ["of quotes", '"'],
    ["of backslashes", "\\"],
    ["of equals signs", "a="],
    ["of brackets", "[{"],
    ["of the word from", " from 1.2.3.4 port 1 ssh2"],
    ["of pipes", "|"],
  ])("a megabyte %s is read before the test's time is up", (_name, unit) => {
    const long = unit.repeat(Math.ceil(1e6 / unit.length));
    const read = (log: readonly string[]) => () => parse(format, log, {}, [], extra);
    for (const start of ["", ...SCRAPS])
      expect(read([`${start}${long.slice(0, 100_000)}`])).not.toThrow();
    expect(read([`${SCRAPS[0]}Failed password for ${long}`, long])).not.toThrow();
  });
});

describe("syslog's anchors", () => {
  const attempt = fc
    .record({
      user: fc.string({ maxLength: 12 }).map((text) => `u${text.replaceAll(/[\n\r\0]/g, "")}`),
      message: fc.constantFrom(
        (user: string) => `sshd[1]: Failed password for ${user} from 203.0.113.9 port 1 ssh2`,
        (user: string) =>
          `sshd-session[1]: Accepted publickey for ${user} from 203.0.113.9 port 1 ssh2: x`,
        (user: string) =>
          `sshd[1]: message repeated 2 times: [ Failed password for ${user} from 203.0.113.9 port 1 ssh2]`,
        (user: string) => `sshd(pam_unix)[1]: authentication failure; rhost=x  user=${user}`,
        (user: string) =>
          `dovecot: pam_unix(dovecot:auth): authentication failure; rhost=x  user=${user}`,
        (user: string) =>
          `sudo: ${user.replaceAll(" : ", "")} : 2 incorrect password attempts ; TTY=a`,
        (user: string) => `su[1]: FAILED SU (to root) ${user} on pts/0`,
        (user: string) => `su: + pts/0 ${user}:root`,
        (user: string) => `/bin/su(pam_unix)[1]: authentication failure; rhost=  user=${user}`,
        (user: string) => `login: FAILED LOGIN 1 FROM h FOR ${user}, x`,
        (user: string) => `login[1]: ROOT LOGIN ON tty1 FROM ${user}`,
      ),
    })
    .map(({ user, message }) => `Mar  1 03:04:05 h ${message(user)}`);

  it("let no attempt go", () => {
    fc.assert(
      fc.property(attempt, (line) => {
        const [record] = parse(syslog, [line]).records;
        expect(record?.categories).toEqual(["authentication"]);
        expect(
          syslog.anchors.categories.authentication?.some((literal) => line.includes(literal)),
        ).toBe(true);
      }),
    );
  });
});
