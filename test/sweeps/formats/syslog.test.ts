import { syslog } from "../../../sweeps/formats/syslog";
import { only, parse } from "./support";

const sshd = (message: string) => only(syslog, `Mar  1 03:04:05 web1 sshd[12]: ${message}`);
const attempts = (lines: readonly string[]) =>
  parse(syslog, lines).records.filter(({ categories }) => categories.includes("authentication"));

describe("the head of a syslog line", () => {
  it.each([
    ["Mar  1 03:04:05 web1 sshd[12]: hello", "2026-03-01T03:04:05.000Z"],
    ["<38>Mar  1 03:04:05 web1 sshd[12]: hello", "2026-03-01T03:04:05.000Z"],
    ["Mar  1 2024 03:04:05 web1 sshd[12]: hello", "2024-03-01T03:04:05.000Z"],
    ["2026-03-01T03:04:05.123456+01:00 web1 sshd[12]: hello", "2026-03-01T02:04:05.123Z"],
    ["<38>1 2026-03-01T03:04:05.003Z web1 sshd 12 - - hello", "2026-03-01T03:04:05.003Z"],
    ["Mar  1 04:00:00 relay Mar  1 03:04:05 web1 sshd[12]: hello", "2026-03-01T03:04:05.000Z"],
    [
      "<13>Mar  1 04:00:00 relay <38>Mar  1 03:04:05 web1 sshd[12]: hello",
      "2026-03-01T03:04:05.000Z",
    ],
  ])("%s", (line, time) => {
    const record = only(syslog, line, {}, ["message", "process.pid"]);
    expect(record).toMatchObject({
      time,
      fields: { "host.name": "web1", "process.name": "sshd", "process.pid": 12, message: "hello" },
    });
  });

  it("RFC 5424 structured data is read with its escapes, and the message without its byte order mark", () => {
    const line =
      String.raw`<165>1 2026-03-01T03:04:05Z h app - ID1 [a@1 x="1\"2\]\\"][b@2 y="z"] ` +
      "\uFEFFhello";
    expect(only(syslog, line, {}, ["a@1.x", "b@2.y", "message"]).fields).toMatchObject({
      "a@1.x": String.raw`1"2]\ `.trim(),
      "b@2.y": "z",
      message: "hello",
    });
  });

  it("a line without a host has the source's", () => {
    expect(only(syslog, "Mar  1 03:04:05 sshd[1]: x", { host: "db7" }).fields["host.name"]).toBe(
      "db7",
    );
  });

  it("a line whose zone is none there is has no time of its own making", () => {
    const line = "2026-03-01T03:04:05+99:99 web1 sshd[12]: hello";
    const { records, unparsed } = parse(syslog, [line]);
    expect([records.length, unparsed]).toEqual([0, [line]]);
  });

  it("a line that is none is told", () => {
    expect(parse(syslog, ["what is this"]).unparsed).toEqual(["what is this"]);
  });

  it("a run of NUL bytes before a line and a carriage return after it are no part of it", () => {
    expect(only(syslog, "\0\0\0Mar  1 03:04:05 h cron[1]: x\r").text).toBe(
      "Mar  1 03:04:05 h cron[1]: x",
    );
  });
});

describe("times without a year or a zone", () => {
  const times = (lines: string[], modified: string, zone = "UTC", cuts: number[] = []) =>
    parse(syslog, lines, { modified: new Date(modified), zone }, cuts).records.map(
      ({ time }) => time,
    );

  it("go over New Year", () => {
    const lines = ["Dec 31 23:59:59 h a: x", "Jan  1 00:00:01 h a: x"];
    expect(times(lines, "2026-01-02T00:00:00Z")).toEqual([
      "2025-12-31T23:59:59.000Z",
      "2026-01-01T00:00:01.000Z",
    ]);
  });

  it("never lie more than a day after the file was written", () => {
    expect(
      times(["Jun 16 11:00:00 h a: x", "Jun 17 11:00:00 h a: x"], "2026-06-15T12:00:00Z"),
    ).toEqual(["2026-06-16T11:00:00.000Z", "2025-06-17T11:00:00.000Z"]);
  });

  it("of a log that was quiet go on from the line before, whenever the file was written", () => {
    const state = parse(syslog, ["Mar 10 01:00:00 h a: x"], {
      modified: new Date("2025-03-10T02:00:00Z"),
    }).state;
    const later = { modified: new Date("2026-06-15T12:00:00Z") };
    const line = ["Mar 11 01:00:00 h a: x"];
    expect(parse(syslog, line, { ...later, state }).records[0]!.time).toBe(
      "2025-03-11T01:00:00.000Z",
    );
    expect(parse(syslog, line, later).records[0]!.time).toBe("2026-03-11T01:00:00.000Z");
  });

  it("on the 29th of February are of a leap year", () => {
    expect(times(["Feb 29 01:00:00 h a: x"], "2026-06-15T12:00:00Z")).toEqual([
      "2024-02-29T01:00:00.000Z",
    ]);
  });

  it("a day that is none is no record", () => {
    expect(parse(syslog, ["Feb 31 01:00:00 h a: x"]).unparsed).toHaveLength(1);
  });

  it.each([[[]], [[1]], [[2]], [[1, 2, 3]]])(
    "an hour written twice is told apart, cut at %j",
    (cuts) => {
      const lines = ["01:30:00", "02:30:00", "02:59:00", "02:05:00", "03:00:00"].map(
        (t) => `Oct 25 ${t} h a: x`,
      );
      expect(times(lines, "2026-10-25T12:00:00Z", "Europe/Berlin", cuts)).toEqual([
        "2026-10-24T23:30:00.000Z",
        "2026-10-25T00:30:00.000Z",
        "2026-10-25T00:59:00.000Z",
        "2026-10-25T01:05:00.000Z",
        "2026-10-25T02:00:00.000Z",
      ]);
    },
  );

  it("an hour that never was goes on from the one before", () => {
    expect(times(["Mar 29 02:30:00 h a: x"], "2026-06-01T00:00:00Z", "Europe/Berlin")).toEqual([
      "2026-03-29T01:30:00.000Z",
    ]);
  });
});

describe("sshd", () => {
  it.each([
    ["Failed password for root from 203.0.113.9 port 22 ssh2", "failure", "root", "203.0.113.9"],
    [
      "Failed password for invalid user Bob from 203.0.113.9 port 22 ssh2",
      "failure",
      "bob",
      "203.0.113.9",
    ],
    [
      "Failed password for invalid user a b from 203.0.113.9 port 22 ssh2",
      "failure",
      "a b",
      "203.0.113.9",
    ],
    [
      "Failed password for invalid user x from 1.2.3.4 port 1 ssh2 from 203.0.113.9 port 22 ssh2",
      "failure",
      "x from 1.2.3.4 port 1 ssh2",
      "203.0.113.9",
    ],
    [
      "Failed publickey for root from 203.0.113.9 port 22 ssh2: RSA-CERT SHA256:x ID y from 1.2.3.4 port 1 ssh2 (serial 0) CA RSA SHA256:z",
      "failure",
      "root",
      "203.0.113.9",
    ],
    [
      "Failed password for root from ::ffff:203.0.113.9 port 22 ssh2",
      "failure",
      "root",
      "203.0.113.9",
    ],
    [
      "Accepted publickey for bob from 2001:DB8::1 port 22 ssh2: ED25519 SHA256:abc",
      "success",
      "bob",
      "2001:db8::1",
    ],
    [
      "Accepted keyboard-interactive/pam for bob from 203.0.113.9 port 22 ssh2",
      "success",
      "bob",
      "203.0.113.9",
    ],
    [
      "[ID 800047 auth.info] Failed password for root from 203.0.113.9 port 22 ssh2",
      "failure",
      "root",
      "203.0.113.9",
    ],
    [
      "message repeated 1 times: [ Failed password for root from 203.0.113.9 port 22 ssh2]",
      "failure",
      "root",
      "203.0.113.9",
    ],
  ])("%s is an attempt", (message, outcome, user, ip) => {
    for (const record of [
      sshd(message),
      only(syslog, `Mar  1 03:04:05 web1 sshd-session[12]: ${message}`),
    ])
      expect(record).toMatchObject({
        categories: ["authentication"],
        services: ["sshd", "auth", "syslog"],
        fields: {
          "event.action": "logged-in",
          "event.outcome": outcome,
          "user.name": user,
          "source.ip": ip,
          "source.address": ip,
        },
      });
  });

  it.each([
    ["Invalid user bob from 203.0.113.9 port 4", "unknown-user", "bob"],
    ["Invalid user a from b from 203.0.113.9", "unknown-user", "a from b"],
    ["Failed none for invalid user bob from 203.0.113.9 port 4 ssh2", "login-probed", "bob"],
    [
      "error: maximum authentication attempts exceeded for invalid user bob from 203.0.113.9 port 4 ssh2 [preauth]",
      "attempts-exceeded",
      "bob",
    ],
    [
      "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=bob",
      "attempts-summarised",
      "bob",
    ],
    [
      "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=bob rhost=1.2.3.4",
      "pam-authentication-failed",
      "bob rhost=1.2.3.4",
    ],
    [
      "Connection closed by authenticating user bob 203.0.113.9 port 4 [preauth]",
      "connection-closed",
      "bob",
    ],
    [
      "Disconnecting invalid user bob 203.0.113.9 port 4: Too many authentication failures [preauth]",
      "connection-closed",
      "bob",
    ],
    [
      "User bob from 203.0.113.9 not allowed because not listed in AllowUsers",
      "login-not-allowed",
      "bob",
    ],
  ])("%s is no attempt of its own", (message, action, user) => {
    expect(sshd(message)).toMatchObject({
      categories: [],
      fields: { "event.action": action, "user.name": user, "source.ip": "203.0.113.9" },
    });
  });

  it("a line that names no address has none", () => {
    const { fields } = sshd("Disconnecting: Too many authentication failures for root [preauth]");
    expect(fields["source.address"]).toBeUndefined();
  });

  it("the lines of one attempt are one attempt", () => {
    const found = attempts(
      [
        "Invalid user bob from 203.0.113.9 port 4",
        "pam_unix(sshd:auth): check pass; user unknown",
        "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9",
        "Failed password for invalid user bob from 203.0.113.9 port 4 ssh2",
        "error: maximum authentication attempts exceeded for invalid user bob from 203.0.113.9 port 4 ssh2 [preauth]",
        "PAM 1 more authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9",
        "Connection closed by invalid user bob 203.0.113.9 port 4 [preauth]",
      ].map((message) => `Mar  1 03:04:05 web1 sshd[12]: ${message}`),
    );
    expect(found).toHaveLength(1);
  });

  it("a repeated message counts as often as it says", () => {
    const message =
      "message repeated 5 times: [ Failed password for root from 203.0.113.9 port 22 ssh2]";
    expect(sshd(message).count).toBe(5);
  });

  it("an old sshd's line of PAM is the attempt, and may name a host", () => {
    const line =
      "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=Host.Example.net  user=root";
    expect(only(syslog, line)).toMatchObject({
      categories: ["authentication"],
      fields: { "source.address": "host.example.net", "user.name": "root" },
    });
  });

  it("who comes from the host itself is local to it", () => {
    expect(sshd("Failed password for root from ::1 port 22 ssh2").fields["source.address"]).toBe(
      "local on web1 (sshd)",
    );
  });
});

describe("last message repeated", () => {
  const lines = [
    "Mar  1 03:04:05 a sshd[12]: Failed password for root from 203.0.113.9 port 22 ssh2",
    "Mar  1 03:04:06 b cron[1]: ran",
    "Mar  1 03:04:36 a last message repeated 4 times",
    "Mar  1 03:04:37 b last message repeated 2 times",
  ];

  it.each([[[]], [[1]], [[2]], [[3]], [[1, 2, 3]]])(
    "stands for the line before it of the same host, cut at %j",
    (cuts) => {
      expect(parse(syslog, lines, {}, cuts).records.slice(2)).toMatchObject([
        {
          count: 4,
          categories: ["authentication"],
          text: lines[2],
          fields: { "source.ip": "203.0.113.9", "host.name": "a" },
        },
        { count: 2, categories: [], fields: { "process.name": "cron" } },
      ]);
    },
  );
});

describe("sudo, su, login and the tools for accounts", () => {
  it.each([
    [
      "sudo: bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/su",
      3,
      {
        "event.action": "elevated",
        "event.outcome": "failure",
        "user.name": "bob",
        "user.target.name": "root",
        "source.address": "local on h (sudo)",
      },
    ],
    [
      "su[3]: FAILED SU (to root) bob on pts/0",
      1,
      { "event.outcome": "failure", "user.name": "bob", "user.target.name": "root" },
    ],
    [
      "su[3]: + pts/0 bob:root",
      1,
      { "event.outcome": "success", "user.name": "bob", "user.target.name": "root" },
    ],
    [
      "login[3]: FAILED LOGIN (1) on '/dev/tty1' FOR 'bob', Authentication failure",
      1,
      { "event.outcome": "failure", "user.name": "bob" },
    ],
    [
      "login[3]: LOGIN ON tty1 BY bob FROM 203.0.113.9",
      1,
      { "event.outcome": "success", "user.name": "bob", "source.ip": "203.0.113.9" },
    ],
    [
      "vsftpd[3]: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=bob rhost=203.0.113.9  user=bob",
      1,
      { "event.outcome": "failure", "user.name": "bob", "source.ip": "203.0.113.9" },
    ],
  ])("%s is an attempt", (line, count, fields) => {
    expect(only(syslog, `Mar  1 03:04:05 h ${line}`)).toMatchObject({
      count,
      categories: ["authentication"],
      fields,
    });
  });

  it.each([
    [
      "sudo: bob : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/cat /etc/shadow",
      { "event.action": "command-run", "user.name": "bob", "user.target.name": "root" },
    ],
    [
      "sudo: bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
      { "event.action": "elevated", "event.outcome": "failure", "event.reason": "not-allowed" },
    ],
    [
      "sudo: pam_unix(sudo:auth): authentication failure; logname=bob uid=1 euid=0 tty=/dev/pts/0 ruser=bob rhost=  user=bob",
      { "event.action": "pam-authentication-failed" },
    ],
    [
      "useradd[1]: new user: name=mallory, UID=0, GID=0, home=/root, shell=/bin/bash",
      { "event.action": "user-added", "user.target.name": "mallory" },
    ],
    [
      "usermod[1]: add 'mallory' to group 'sudo'",
      { "event.action": "member-added", "user.target.name": "mallory", "group.name": "sudo" },
    ],
    [
      "gpasswd[1]: user mallory added by root to group wheel",
      {
        "event.action": "member-added",
        "user.name": "root",
        "user.target.name": "mallory",
        "group.name": "wheel",
      },
    ],
    [
      "passwd[1]: pam_unix(passwd:chauthtok): password changed for bob",
      { "event.action": "password-changed", "user.target.name": "bob" },
    ],
  ])("%s is told apart", (line, fields) => {
    expect(only(syslog, `Mar  1 03:04:05 h ${line}`)).toMatchObject({ categories: [], fields });
  });
});
