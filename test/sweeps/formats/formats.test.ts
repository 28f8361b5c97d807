import { formatOf } from "../../../sweeps/formats";
import { auditd } from "../../../sweeps/formats/auditd";
import { cef, leef } from "../../../sweeps/formats/cef";
import { mssqlErrorlog } from "../../../sweeps/formats/errorlog";
import { sniff } from "../../../sweeps/formats/sniff";
import { csv } from "../../../sweeps/formats/tables/csv";
import { jsonLines } from "../../../sweeps/formats/tables/json-lines";
import { accessLog } from "../../../sweeps/formats/web/access-log";
import { iis } from "../../../sweeps/formats/web/iis";
import { only, parse } from "./support";

const everyCut = (lines: readonly string[]) => lines.map((_, cut) => [cut]).slice(1);

describe("auditd", () => {
  const at = (serial: number, seconds = 1_767_322_800) => `msg=audit(${seconds}.123:${serial}):`;
  const denied = [
    `type=SYSCALL ${at(1)} arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c items=1 pid=9 auid=1000 uid=1000 comm="cat" exe="/bin/cat" key="secrets"`,
    `type=SYSCALL ${at(2)} arch=c000003e syscall=59 success=yes exit=0 a0=55aa items=1 pid=10 auid=4294967295 uid=0 comm="sh" exe="/bin/sh" key=(null)`,
    `type=CWD ${at(1)} cwd="/etc"`,
    `type=EXECVE ${at(2)} argc=3 a0="sh" a1="-c" a2=6361742022782079220A`,
    `type=PATH ${at(1)} item=0 name="." nametype=PARENT`,
    `type=PATH ${at(1)} item=1 name="shadow" nametype=NORMAL`,
    `type=PATH ${at(2)} item=0 name=2F746D702F6120622E7368 nametype=NORMAL`,
    `type=PROCTITLE ${at(2)} proctitle=7368002D63`,
    `type=PROCTITLE ${at(1)} proctitle="cat"`,
    `type=USER_AUTH ${at(3)} pid=7 uid=0 auid=4294967295 msg='op=PAM:authentication acct="root" exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=failed'`,
    `type=USER_LOGIN ${at(4)} pid=7 uid=0 auid=4294967295 msg='op=login acct="root" exe="/usr/sbin/sshd" hostname=? addr=203.0.113.9 terminal=ssh res=failed'`,
    `type=USER_LOGIN ${at(5)} pid=8 uid=0 auid=4294967295 msg='op=login acct=28696E76616C6964207573657229 exe="/usr/sbin/sshd" hostname=? addr=203.0.113.10 terminal=ssh res=failed'`,
  ];
  const extra = ["type", "a2", "name", "key", "process.command_line", "exe"];

  it("lines of one serial are one record, interleaved or not", () => {
    const { records } = parse(auditd, denied, {}, [], extra);
    expect(records.map(({ categories }) => categories)).toEqual([
      [],
      ["file_access"],
      ["authentication"],
      [],
      ["authentication"],
    ]);
    expect(records[0]!.fields).toMatchObject({
      type: ["SYSCALL", "EXECVE", "PATH", "PROCTITLE"],
      "process.command_line": 'sh -c cat "x y"\n',
      name: "/tmp/a b.sh",
      "user.name": "root",
    });
    expect(records[1]).toMatchObject({
      time: "2026-01-02T03:00:00.123Z",
      fields: {
        "event.action": "file-accessed",
        "event.outcome": "failure",
        "file.path": "/etc/shadow",
        "user.id": "1000",
        name: [".", "shadow"],
        key: "secrets",
      },
    });
    expect(records[2]!.fields).toMatchObject({
      "event.action": "logged-in",
      "event.outcome": "failure",
      "user.name": "root",
      "source.ip": "203.0.113.9",
    });
    expect(records[4]!.fields["user.name"]).toBeUndefined();
  });

  it.each(everyCut(denied))("cut at %j gives the same", (cut) => {
    expect(parse(auditd, denied, {}, [cut], extra).records).toEqual(
      parse(auditd, denied, {}, [], extra).records,
    );
  });

  it("an event without an end is handed over when later ones come, or at the end of the file", () => {
    const lines = [denied[0]!, `type=SYSCALL ${at(9, 1_767_322_810)} success=yes`];
    expect(parse(auditd, lines).records.map(({ text }) => text)).toEqual(lines);
  });

  it("an argument in pieces is put together", () => {
    const line = `type=EXECVE ${at(1)} argc=2 a0="x" a1_len=4 a1[0]=6162 a1[1]=6364`;
    expect(only(auditd, line, {}, ["a1"]).fields.a1).toBe("abcd");
  });
});

describe("mssql-errorlog", () => {
  const stamp = "2026-01-02 03:04:05.67";
  const head = (state: number, source = "Logon      ") =>
    `${stamp} ${source} Error: 18456, Severity: 14, State: ${state}.`;
  const failed = (
    user: string,
    reason = "Password did not match that for the login provided.",
    client = "203.0.113.9",
  ) =>
    `${stamp} Logon       Login failed for user '${user}'. Reason: ${reason} [CLIENT: ${client}]`;
  const log = [
    `${stamp} Server      Microsoft SQL Server 2022 (RTM) - 16.0.1000.6 (X64)`,
    "\tCopyright (C) 2022 Microsoft Corporation",
    `${stamp} Server      UTC adjustment: -5:00`,
    head(8),
    `${stamp} spid12s     Starting up database 'tempdb'.`,
    failed("sa"),
    head(38),
    failed("CORP\\app", "Failed to open the explicitly specified database 'x'."),
    head(8),
    failed("x'. Reason: y [CLIENT: 1.2.3.4] z"),
    `${stamp} Logon       Login succeeded for user 'sa'. Connection made using SQL Server authentication. [CLIENT: <local machine>]`,
    `${stamp} spid51      Configuration option 'xp_cmdshell' changed from 0 to 1. Run the RECONFIGURE statement to install.`,
    head(5),
  ];
  const extra = ["state", "option", "to", "client"];

  it("the two lines of a failed log-in are one record, whoever writes between them", () => {
    const { records, unparsed } = parse(mssqlErrorlog, log, {}, [], extra);
    expect(unparsed).toEqual([]);
    expect(records.map(({ categories }) => categories.length)).toEqual([0, 0, 0, 1, 0, 1, 1, 0, 0]);
    expect(records[0]!.text).toBe(`${log[0]}\n${log[1]}`);
    expect(records[3]).toMatchObject({
      time: "2026-01-02T08:04:05.670Z",
      text: `${log[3]}\n${log[5]}`,
      fields: {
        state: 8,
        "event.action": "logged-in",
        "event.outcome": "failure",
        "event.reason": "wrong-password",
        "user.name": "sa",
        "source.ip": "203.0.113.9",
      },
    });
    expect(records[4]!.fields).toMatchObject({
      "event.action": "access-refused",
      "event.reason": "no-database",
      "user.name": "app",
      "user.domain": "CORP",
    });
    expect(records[5]!.fields).toMatchObject({
      "user.name": "x'. reason: y [client: 1.2.3.4] z",
      client: "203.0.113.9",
      "source.ip": "203.0.113.9",
    });
    expect(records[6]!.fields).toMatchObject({
      "event.outcome": "success",
      "source.address": "local on unknown (sqlservr)",
    });
    expect(records[7]!.fields).toMatchObject({
      "event.action": "configuration-changed",
      option: "xp_cmdshell",
      to: 1,
    });
    expect(records[8]!.text).toBe(head(5));
  });

  it.each(everyCut(log))("cut at %j gives the same", (cut) => {
    expect(parse(mssqlErrorlog, log, {}, [cut], extra).records).toEqual(
      parse(mssqlErrorlog, log, {}, [], extra).records,
    );
  });

  it("a zone that is named counts for more than the adjustment", () => {
    expect(parse(mssqlErrorlog, log, { zone: "Europe/Berlin" }).records[0]!.time).toBe(
      "2026-01-02T02:04:05.670Z",
    );
  });
});

describe("iis", () => {
  const log = [
    "#Software: Microsoft Internet Information Services 10.0",
    "#Fields: date time cs-method cs-uri-stem cs-uri-query cs-username c-ip cs(User-Agent) sc-status sc-substatus",
    "2026-01-02 03:04:05 GET /owa - - 203.0.113.9 Mozilla/5.0+(X) 401 1",
    "2026-01-02 03:04:05 GET /owa - - 203.0.113.9 Mozilla/5.0+(X) 401 2",
    "#Fields: date time c-ip cs-username cs-uri-stem cs-uri-query sc-status",
    String.raw`2026-01-02 03:04:06 ::ffff:203.0.113.9 CORP\Bob /owa a=b%20c 200`,
    "2026-01-02 03:04:06 too few",
  ];
  const extra = [
    "cs-method",
    "c-useragent",
    "cs-uri",
    "url.path",
    "http.response.status_code",
    "__proto__",
    "constructor",
  ];

  it("columns are those of the last #Fields line", () => {
    const { records, unparsed } = parse(iis, log, {}, [], extra);
    expect(unparsed).toEqual([log[6]]);
    expect(records).toMatchObject([
      {
        time: "2026-01-02T03:04:05.000Z",
        categories: ["webserver", "authentication"],
        fields: {
          "event.outcome": "failure",
          "source.ip": "203.0.113.9",
          "c-useragent": "Mozilla/5.0 (X)",
          "url.path": "/owa",
          "http.response.status_code": 401,
        },
      },
      { categories: ["webserver"] },
      {
        categories: ["webserver", "authentication"],
        fields: {
          "event.outcome": "success",
          "user.name": "bob",
          "user.domain": "CORP",
          "source.ip": "203.0.113.9",
          "cs-uri": "/owa?a=b%20c",
        },
      },
    ]);
    expect(Object.keys(records[0]!.fields)).not.toContain("constructor");
  });

  it.each(everyCut(log))("cut at %j gives the same", (cut) => {
    expect(parse(iis, log, {}, [cut], extra)).toEqual(parse(iis, log, {}, [], extra));
  });
});

describe("access-log", () => {
  const extra = [
    "cs-method",
    "cs-uri-stem",
    "cs-uri-query",
    "c-useragent",
    "cs-referer",
    "sc-status",
    "cs-host",
  ];

  it("has the fields of Sigma's rules for web servers", () => {
    const line = String.raw`203.0.113.9 - - [02/Jan/2026:03:04:05 +0100] "GET /a?b=\"c\" HTTP/1.1" 200 12 "https://e/" "Mo \x41"`;
    expect(only(accessLog, line, {}, extra)).toMatchObject({
      time: "2026-01-02T02:04:05.000Z",
      categories: ["webserver"],
      fields: {
        "cs-method": "GET",
        "cs-uri-stem": "/a",
        "cs-uri-query": 'b="c"',
        "c-useragent": "Mo A",
        "cs-referer": "https://e/",
        "sc-status": 200,
        "source.ip": "203.0.113.9",
      },
    });
  });

  it.each([
    ['203.0.113.9 - - [02/Jan/2026:03:04:05 +0100] "POST /login HTTP/1.1" 403 12', "failure"],
    ['203.0.113.9 - - [02/Jan/2026:03:04:05 +0100] "POST /api HTTP/1.1" 401 12', "failure"],
    ['203.0.113.9 - a [1 b [02/Jan/2026:03:04:05 +0100] "GET / HTTP/1.1" 401 12', "failure"],
    ['e.net:443 203.0.113.9 - bob [02/Jan/2026:03:04:05 +0100] "GET / HTTP/1.1" 200 12', "success"],
  ])("%s is an attempt", (line, outcome) => {
    expect(only(accessLog, line)).toMatchObject({
      categories: ["webserver", "authentication"],
      fields: { "event.outcome": outcome, "source.ip": "203.0.113.9" },
    });
  });
});

describe("cef and leef", () => {
  it("values hold escapes, and URLs whose equals signs nobody escaped", () => {
    const line = String.raw`Mar  1 03:04:05 fw1 CEF:0|Acme|Gate\|way|1|100|User login failed|5|src=203.0.113.9 suser=CORP\\Bob request=http://x/?a=b&c=d msg=one\=two\nthree rt=1767323045000 outcome=failure`;
    expect(only(cef, line, {}, ["deviceProduct", "request", "message"])).toMatchObject({
      time: "2026-01-02T03:04:05.000Z",
      categories: ["authentication"],
      fields: {
        deviceProduct: "Gate|way",
        request: "http://x/?a=b&c=d",
        message: "one=two\nthree",
        "user.name": "bob",
        "user.domain": "CORP",
        "source.ip": "203.0.113.9",
        "event.outcome": "failure",
        "event.action": "logged-in",
        "host.name": "fw1",
      },
    });
  });

  it.each([
    ["LEEF:1.0|Acme|Gate|1|Login Failure|src=203.0.113.9\tusrName=bob\tdevTime=1767323045000"],
    ["LEEF:2.0|Acme|Gate|1|Login Failure|^|src=203.0.113.9^usrName=bob^devTime=1767323045000"],
    [
      "<13>1 2026-01-01T00:00:00Z h - - - - LEEF:2.0|Acme|Gate|1|Login Failure|0x7c|src=203.0.113.9|usrName=bob|devTime=Jan 02 2026 03:04:05",
    ],
  ])("%s", (line) => {
    expect(only(leef, line)).toMatchObject({
      time: "2026-01-02T03:04:05.000Z",
      categories: ["authentication"],
      fields: { "user.name": "bob", "source.ip": "203.0.113.9", "event.outcome": "failure" },
    });
  });
});

describe("json-lines", () => {
  const format = jsonLines();

  it.each([
    [
      '{"@timestamp":"2026-01-02T03:04:05Z","user":{"name":"CORP\\\\Bob"},"source.ip":"::ffff:203.0.113.9","event":{"outcome":"Failed"}}',
      {},
    ],
    [
      '{"when":1767323045,"who":"Bob","from":{"addr":"203.0.113.9"},"how":"denied"}',
      {
        "@timestamp": "when",
        "user.name": "who",
        "source.ip": "from.addr",
        "event.outcome": "how",
      },
    ],
  ])("%s", (line, fields) => {
    expect(only(format, line, { fields })).toMatchObject({
      time: "2026-01-02T03:04:05.000Z",
      categories: ["authentication"],
      fields: {
        "user.name": "bob",
        "source.ip": "203.0.113.9",
        "source.address": "203.0.113.9",
        "event.outcome": "failure",
      },
    });
  });

  it.each([
    1_767_323_045,
    1_767_323_045_000,
    1_767_323_045_000_000,
    "1767323045",
    "2026-01-02 03:04:05",
  ])("%p is a time", (time) => {
    expect(only(format, JSON.stringify({ time })).time).toBe("2026-01-02T03:04:05.000Z");
  });

  it("what an object inherits is no field, and what a line calls so is", () => {
    expect(
      only(format, '{"a":1}', {}, ["constructor", "__proto__", "a.constructor"]).fields,
    ).toEqual({});
    const evil = '{"__proto__":{"x":1},"constructor":"y"}';
    expect(only(format, evil, {}, ["__proto__.x", "constructor"]).fields.constructor).toBe("y");
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it("a line that is no object is told", () => {
    expect(parse(format, ["{oops", "[1]", "3"]).unparsed).toHaveLength(3);
  });

  it("an object that looks like a Windows event is made into a record by the reader of these", () => {
    const seen: unknown[] = [];
    const windows = (event: unknown) => (seen.push(event), undefined);
    parse(jsonLines({ windows }), [
      '{"Event":{"System":{}}}',
      '{"EventID":4625,"Channel":"Security"}',
      '{"winlog":{"event_id":1}}',
      '{"a":1}',
    ]);
    expect(seen).toHaveLength(3);
  });
});

describe("csv", () => {
  const lines = [
    "time;user.name;note",
    '2026-01-02T03:04:05Z;Bob;"a',
    ' ""b""; c"',
    "2026-01-02T03:04:06Z;Eve;d",
    "only one",
  ];

  it("a quoted field goes on over lines", () => {
    const { records, unparsed } = parse(csv(), lines, {}, [], ["note"]);
    expect(records.map(({ time, fields }) => [time, fields["user.name"], fields.note])).toEqual([
      ["2026-01-02T03:04:05.000Z", "bob", 'a\n "b"; c'],
      ["2026-01-02T03:04:06.000Z", "eve", "d"],
    ]);
    expect(unparsed).toEqual(["only one"]);
  });

  it.each(everyCut(lines))("cut at %j gives the same", (cut) => {
    expect(parse(csv(), lines, {}, [cut], ["note"])).toEqual(parse(csv(), lines, {}, [], ["note"]));
  });

  it("columns have the names of the source's map", () => {
    const table = ["When,Who", "2026-01-02T03:04:05Z,Bob"];
    const fields = { "@timestamp": "When", "user.name": "Who" };
    expect(parse(csv(), table, { fields }).records[0]).toMatchObject({
      time: "2026-01-02T03:04:05.000Z",
      fields: { "user.name": "bob" },
    });
  });
});

describe("the format of a file", () => {
  it.each([
    ["evtx", Buffer.from("ElfFile\0rest", "latin1")],
    ["syslog", "Mar  1 03:04:05 h sshd[1]: x\nMar  1 03:04:05 h cron[1]: y\nMar  1 0"],
    ["auditd", "type=USER_AUTH msg=audit(1767322800.123:3): pid=7\n"],
    [
      "mssql-errorlog",
      Buffer.from(
        "\uFEFF2026-01-02 03:04:05.67 Server      x\r\n2026-01-02 03:04:05.68 Logon       y\r\n",
        "utf16le",
      ),
    ],
    ["iis", "#Software: IIS\n#Fields: date time c-ip\n2026-01-02 03:04:05 203.0.113.9\n"],
    ["iis", "#Software: IIS\n#Fields: date time c-ip\n"],
    ["access-log", '203.0.113.9 - - [02/Jan/2026:03:04:05 +0100] "GET / HTTP/1.1" 200 12\n'],
    ["cef", "Mar  1 03:04:05 fw1 CEF:0|a|b|c|d|e|f|g=h\n"],
    ["leef", "LEEF:1.0|a|b|c|d|e=f\n"],
    ["json-lines", '{"a":1}\n{"a":2}\n'],
    ["csv", "a,b\n1,2\n3,4\n"],
    [undefined, "nothing\nin\nparticular\n"],
    [undefined, ""],
  ])("is %s", (name, bytes) => {
    expect(sniff(Buffer.from(bytes as string), "some/file")).toBe(name);
  });

  it("has a name that leads to it", () => {
    expect(formatOf("auditd")).toBe(auditd);
    expect(formatOf("constructor")).toBeUndefined();
  });
});
