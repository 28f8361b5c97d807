import * as fc from "fast-check";
import { UNLIKE, type Likeness } from "../../../sweeps/likeness";
import { syslog } from "../../../sweeps/formats/syslog";
import { createDetector } from "../../../sweeps/detection/detector";
import type { LogRecord } from "../../../sweeps/log-record";
import { loadRules } from "../../../sweeps/sigma/rules";
import { FIELDS } from "./support";
import { ruleFiles } from "../../../scripts/rules/files";

const STABLE = [...FIELDS, "process.command_line", "method", "rhost", "origin.x"].filter(
  (field) => !UNLIKE.has(field),
);

const port = fc.constantFrom("1", "22", "65535", "65536", "022", "99999", "123456");
const user = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("root", "ann", "CORP\\bob") },
  fc
    .tuple(fc.constantFrom("x port ", "from y port ", "a from 203.0.113.7 port ", ""), port)
    .map(([before, number]) => before + number),
);
const address = fc.constantFrom("203.0.113.1", "203.0.113.2", "port", "::ffff:203.0.113.1", "");
const message = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("Failed password for ", "Accepted publickey for ", "Failed none for "),
      fc.constantFrom("", "invalid user "),
      user,
      fc.constantFrom(" from ", " by ", ""),
      address,
      fc.constantFrom(" port ", " ports "),
      port,
      fc.constantFrom("", " ssh2", " ssh2 [preauth]", " [preauth]", " ssh2: RSA x", " port 3"),
    )
    .map((parts) => parts.join("")),
  fc
    .tuple(
      fc.constantFrom(
        "Invalid user ",
        "User ",
        "Connection closed by ",
        "Received disconnect from ",
      ),
      user,
      fc.constantFrom("", " from 203.0.113.1", " not allowed because"),
      fc.constantFrom(" port ", ": "),
      port,
      fc.constantFrom("", ":11: Bye", " [preauth]"),
    )
    .map((parts) => parts.join("")),
  fc
    .tuple(user, port)
    .map(
      ([name, number]) =>
        `${name} : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/nc port ${number}`,
    ),
  port.map(
    (number) => `pam_unix(sshd:auth): authentication failure; rhost=h user=a port ${number}`,
  ),
);
const line = fc
  .record({
    second: fc.integer({ min: 0, max: 59 }),
    host: fc.constantFrom("a", "b"),
    program: fc.constantFrom("sshd[1]", "sshd[2]", "sudo", "su", "app[3]"),
    message,
    data: fc.constantFrom(undefined, undefined, undefined, "[origin x=1]", '[origin x="2"]'),
  })
  .map(({ second, host, program, message: text, data }) => {
    const at = String(second).padStart(2, "0");
    return data
      ? `<38>1 2026-03-01T00:00:${at}Z ${host} ${program.replace(/\[.*/, "")} 1 - ${data} ${text}`
      : `Mar  1 00:00:${at} ${host} ${program}: ${text}`;
  });
const lines = fc.array(line, { minLength: 1, maxLength: 60 });

function parse(log: readonly string[], sink: (record: LogRecord) => void): void {
  const parser = syslog.open({
    name: "auth.log",
    modified: new Date("2026-06-15T12:00:00Z"),
    zone: "UTC",
    host: undefined,
    notice: () => {},
    unparsed: () => {},
    state: undefined,
    sink,
  });
  let offset = 0;
  for (const text of log) {
    const bytes = Buffer.from(text);
    parser.line(bytes, 0, bytes.length, offset);
    offset += bytes.length + 1;
  }
  parser.flush();
}

test("records that are alike have the same fields", () => {
  let again = 0;
  fc.assert(
    fc.property(lines, (log) => {
      const said = new Map<Likeness, string>();
      parse([...log, ...log], (record) => {
        const likeness = record.likeness?.();
        if (!likeness) return;
        const fields = JSON.stringify([
          record.kind,
          STABLE.map((field) => record.get(field) ?? null),
        ]);
        if (said.has(likeness)) again += 1;
        expect(said.get(likeness) ?? fields).toBe(fields);
        said.set(likeness, fields);
      });
    }),
    { numRuns: 500 },
  );
  expect(again).toBeGreaterThan(200);
});

test("what own rules find does not depend on that records are alike", () => {
  const detector = createDetector({ ruleSet: loadRules(ruleFiles("rules")) });
  fc.assert(
    fc.property(lines, (log) => {
      const one = detector.open("auth", undefined);
      const other = detector.open("auth", undefined);
      parse([...log, ...log], one.record);
      parse([...log, ...log], (record) => {
        other.record(
          new Proxy(record, {
            get: (of, name) => {
              if (name === "likeness") return undefined;
              const value: unknown = Reflect.get(of, name, of);
              return typeof value === "function" ? (value.bind(of) as unknown) : value;
            },
          }),
        );
      });
      expect(one.take()).toEqual(other.take());
      expect(one.state()).toEqual(other.state());
    }),
    { numRuns: 100 },
  );
});
