import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv";
import { checkSweeps, readSweeps, sweepsJsonSchema } from "../../../sweeps/configuration";

const login = {
  kind: "sql",
  userSecretName: "audit-user",
  passwordSecretName: "audit-password",
};
const table = {
  kind: "sql-server",
  name: "audit",
  server: "sql01.corp.example",
  database: "Audit",
  login,
  table: "dbo.Events",
  keyColumns: ["Id"],
  columns: { "user.name": "UserName" },
};
const files = { kind: "files", name: "iis", roots: ["logs"] };

const problemsOf = (...sources: object[]) => {
  const checked = checkSweeps(JSON.stringify({ sources }, null, 2));
  return checked.ok ? [] : checked.problems.map(({ key, message }) => `${key}: ${message}`);
};

describe("checkSweeps()", () => {
  it("fills in what is left out, on the careful side", () => {
    const checked = checkSweeps(JSON.stringify({ sources: [files, table] }));

    expect(checked).toMatchObject({
      ok: true,
      sources: [
        {
          respond: "report-only",
          rules: ["rules"],
          backfill: "end",
          format: "auto",
          limits: { findingsPerSweep: 50, blocksPerSweep: 5, bytesPerSlice: 67_108_864 },
        },
        { port: 1433, tls: { trustServerCertificate: false, strict: false }, shape: "columns" },
      ],
    });
  });

  it("refuses a password in the file, with its line, and does not repeat it", () => {
    const text = `{
  "sources": [
    {
      "kind": "postgresql",
      "name": "app",
      "server": "db.example",
      "database": "app",
      "table": "public.audit",
      "keyColumns": ["id"],
      "columns": { "user.name": "who" },
      "login": {
        "kind": "sql",
        "userSecretName": "app-user",
        "password": "hunter2"
      }
    }
  ]
}`;
    const checked = checkSweeps(text);

    expect(checked).toEqual({
      ok: false,
      problems: [
        expect.objectContaining({ line: 11, key: "sources.0.login.passwordSecretName" }),
        {
          line: 14,
          column: 9,
          key: "sources.0.login.password",
          message: expect.stringMatching(/^A secret is never in this file/),
        },
      ],
    });
    expect(JSON.stringify(checked)).not.toContain("hunter2");
  });

  it.each([
    [
      "a secret itself for its name",
      { ...table, login: { ...login, passwordSecretName: "p@ss!" } },
      /never the secret itself/,
    ],
    [
      "a connection string",
      { ...table, server: "Server=x;Password=y" },
      /neither an instance nor a connection string/,
    ],
    ["an instance", { ...table, server: "SQL01\\PROD" }, /neither an instance/],
    [
      "SQL for a table",
      { ...table, table: "dbo.Events; DROP TABLE x" },
      /must be a name such as dbo.Events/,
    ],
    [
      "no key",
      { ...table, keyColumns: undefined },
      /sources\.0\.keyColumns: is needed for the shape "columns"/,
    ],
    ["no audit files", { ...table, shape: "sql-audit" }, /auditFiles: is needed/],
    ["a zone that is none", { ...files, zone: "Mars/Olympus" }, /must be the name of a time zone/],
    ["an encoding that is none", { ...files, encoding: "klingon" }, /encoding: Invalid option/],
    ["a kind that is none", { ...files, kind: "syslog-server" }, /kind/],
    ["a key that is none", { ...files, rootes: [] }, /No key is called "rootes" here/],
    [
      "NTLM where there is none",
      { ...table, kind: "mysql", login: { kind: "ntlm" } },
      /login\.kind/,
    ],
    [
      "no bound at all",
      { ...files, limits: { findingsPerSweep: 1e9 } },
      /limits\.findingsPerSweep/,
    ],
  ])("refuses %s", (_name, source, message) => {
    expect(problemsOf(source).join("\n")).toMatch(message);
  });

  it("refuses two sources of one name, a key that is there twice, and what is no JSON", () => {
    expect(problemsOf(files, files)).toEqual([
      'sources.1.name: Another source is called "iis": the ledger could not tell them apart',
    ]);
    expect(checkSweeps('{\n"sources": [],\n"sources": []\n}')).toMatchObject({
      ok: false,
      problems: [{ line: 3 }],
    });
    expect(checkSweeps('{\n"sources": [],\n}')).toMatchObject({
      ok: false,
      problems: [{ line: 3 }],
    });
    expect(checkSweeps("sources:\n- kind: files\n")).toMatchObject({ ok: false });
  });
});

describe("readSweeps()", () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "sweeps-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("reads paths from where the file is", () => {
    const file = join(folder, "sweeps.json");
    const tls = { ca: "ca.pem" };
    writeFileSync(file, JSON.stringify({ sources: [files, { ...table, tls }] }));

    expect(readSweeps(file)).toMatchObject([
      { roots: [join(folder, "logs")], rules: [join(folder, "rules")] },
      { tls: { ca: join(folder, "ca.pem") } },
    ]);
  });

  it("says every problem with file, line and column, as editors make links of", () => {
    const file = join(folder, "wrong.json");
    writeFileSync(file, '{\n  "sources": [\n    { "kind": "files", "name": "UPPER" }\n  ]\n}');

    expect(() => readSweeps(file)).toThrow(`${file}:3:24 sources.0.name: must be lower case`);
    expect(() => readSweeps(file)).toThrow(`${file}:3:5 sources.0.roots: `);
    expect(() => readSweeps(join(folder, "none.json"))).toThrow(/Cannot read the sweeps of .*none/);
  });
});

describe("sweeps.schema.json", () => {
  it("is what sweepsJsonSchema() gives", () => {
    expect(JSON.parse(readFileSync("sweeps.schema.json", "utf8"))).toEqual(sweepsJsonSchema());
  });

  it("takes what the app takes, and refuses a password as well", () => {
    const isValid = new Ajv({ strict: false }).compile(sweepsJsonSchema());

    expect(isValid({ $schema: "./sweeps.schema.json", sources: [files, table] })).toBe(true);
    expect(isValid({ sources: [{ ...table, login: { ...login, password: "x" } }] })).toBe(false);
  });
});
