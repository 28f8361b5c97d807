import * as fc from "fast-check";
import { type OpenLogs, openLogs } from "./logs-client";
import { tokensOf } from "../../../simulators/azure-monitor-logs/kql-tokens";

let logs: OpenLogs;

beforeAll(async () => {
  logs = await openLogs();
  logs.scene({
    limits: { requestsPer30Seconds: 100_000 },
    missingTables: ["OfficeActivity"],
    tables: {
      Firewall_CL: [
        { name: "Src_s", type: "string" },
        { name: "Bytes_d", type: "real" },
      ],
    },
  });
});
afterAll(() => logs.close());

describe("syntax", () => {
  it.each([
    ["a literal that does not end", 'SigninLogs | where A == "x', 25],
    ["a literal that ends on the next line", 'SigninLogs | where A == "x\ny"', 25],
    ["a single quotation mark", "SigninLogs | where A == 'it's'", 30],
    ["an escape that does not exist", String.raw`SigninLogs | where A == "\/"`, 25],
    ["a bracket that is not closed", "SigninLogs | where A in (1, 2", 25],
    ["a bracket that was not opened", "SigninLogs | where A == 1)", 26],
    ["brackets that do not match", "print dynamic([1)", 17],
    ["a back tick", "SigninLogs | where `A` == 1", 20],
  ])("refuses %s", async (_title, query, pos) => {
    const { status, body } = await logs.query(query);

    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: "BadArgumentError",
      innererror: { code: "SyntaxError", innererror: { code: "SYN0002", line: 1, pos } },
    });
  });

  it.each([
    String.raw`SigninLogs | where A == "a\"b\\" and B == 'c"d' // it's "fine`,
    String.raw`SigninLogs | where A == @"C:\Users\" and B == @'it''s' and C == h"secret" and D == h@"x\"`,
    "SigninLogs | where A == ```any 'thing\" on\ntwo lines```",
    'let ips = dynamic(["203.0.113.10"]);\nSigninLogs | where IPAddress in (ips);',
  ])("takes %s", async (query) => {
    expect((await logs.query(query)).status).toBe(200);
  });

  it("names the line", async () => {
    const { body } = await logs.query('SigninLogs\n| where A == "x');

    expect(body.error.innererror).toMatchObject({
      innererror: { message: `Query could not be parsed at '"' on line [2,14]` },
    });
  });

  it("takes any text as a literal that JSON.stringify() wrote, as one token", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const literal = JSON.stringify(text);
        expect(tokensOf(`T | where A == ${literal}`)).toContainEqual({
          kind: "string",
          text: literal,
        });
      }),
    );
  });

  it("never fails on a text that is no query", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(tokensOf(text)).toBeDefined();
      }),
    );
  });
});

describe("tables", () => {
  it.each([
    [
      "OfficeActivity | where A == 1",
      "'where' operator: Failed to resolve table or column expression named 'OfficeActivity'",
    ],
    ["OfficeActivity", "Failed to resolve table or column expression named 'OfficeActivity'"],
    [
      "SigninLog | take 1",
      "'take' operator: Failed to resolve table or column expression named 'SigninLog'",
    ],
    [
      "union SigninLogs, OfficeActivity | count",
      "'count' operator: Failed to resolve table or column expression named 'OfficeActivity'",
    ],
    [
      "union isfuzzy=true OfficeActivity, Nothing_CL | count",
      "'count' operator: Failed to resolve table or column expression named 'OfficeActivity'",
    ],
    [
      "let t = OfficeActivity | where A == 1;\nSigninLogs | join t on B",
      "'join' operator: Failed to resolve table or column expression named 'OfficeActivity'",
    ],
  ])("%s cannot be resolved", async (query, message) => {
    const { status, body } = await logs.query(query);

    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: "BadArgumentError",
      message: "The request had some invalid properties",
      innererror: { code: "SemanticError", innererror: { code: "SEM0100", message } },
    });
  });

  it.each([
    "union isfuzzy=true SigninLogs, OfficeActivity | count",
    "union isfuzzy=true withsource=T SigninLogs, Nothing_CL | count",
    "Firewall_CL | take 1",
    'let values = dynamic(["a"]);\n_GetWatchlist("VipHosts") | where SearchKey in~ (values)',
    "let ips = dynamic([]);\nprint ip = ips",
    "let clicks = UrlClickEvents | take 1;\nclicks | count",
    'SigninLogs | where A == "OfficeActivity"',
  ])("%s can", async (query) => {
    expect((await logs.query(query)).status).toBe(200);
  });

  it("are kept in the state, as a query names them", async () => {
    await logs.query("union isfuzzy=true SigninLogs, AADNonInteractiveUserSignInLogs | count");

    expect(logs.state().queries.at(-1)?.["tables"]).toEqual([
      "SigninLogs",
      "AADNonInteractiveUserSignInLogs",
    ]);
  });
});

const shape = async (query: string) => {
  const [table] = (await logs.query(query)).body.tables;
  return {
    columns: table?.columns.map(({ name, type }) => `${name}:${type}`),
    rows: table?.rows,
  };
};

describe("the columns of an empty result", () => {
  it.each([
    ["SigninLogs", ["TimeGenerated:datetime", "TenantId:string", "Type:string"]],
    ["Firewall_CL", ["Src_s:string", "Bytes_d:real"]],
    [
      "Firewall_CL | extend Kb = Bytes_d / 1024, Bytes_d = tolong(Bytes_d)",
      ["Src_s:string", "Kb:string", "Bytes_d:long"],
    ],
    ["Firewall_CL | project-away Src_s", ["Bytes_d:real"]],
    ["Firewall_CL | project-keep Src_s", ["Src_s:string"]],
    ["Firewall_CL | project-rename Source = Src_s", ["Source:string", "Bytes_d:real"]],
    ["Firewall_CL | distinct Src_s", ["Src_s:string"]],
    ["Firewall_CL | distinct *", ["Src_s:string", "Bytes_d:real"]],
    [
      "SigninLogs | project TimeGenerated, User = tostring(UserId), Status.errorCode | take 5",
      ["TimeGenerated:datetime", "User:string", "Status_errorCode:dynamic"],
    ],
    [
      "SigninLogs | summarize count() by IPAddress, bin(TimeGenerated, 1d) | order by TimeGenerated asc",
      ["IPAddress:string", "TimeGenerated:datetime", "count_:long"],
    ],
    [
      'SigninLogs | summarize Attempts = count(), Failures = countif(ResultType != "0"), make_set(Location, 20), max(TimeGenerated) by IPAddress, Source = Type',
      [
        "IPAddress:string",
        "Source:string",
        "Attempts:long",
        "Failures:long",
        "set_Location:dynamic",
        "max_TimeGenerated:datetime",
      ],
    ],
  ])("%s", async (query, columns) => {
    await expect(shape(query)).resolves.toEqual({ columns, rows: [] });
  });

  it("an aggregation without groups has one row over nothing", async () => {
    await expect(
      shape(
        "SigninLogs | summarize Attempts = count(), Users = make_set(UserId), Last = max(TimeGenerated)",
      ),
    ).resolves.toEqual({
      columns: ["Attempts:long", "Users:dynamic", "Last:datetime"],
      rows: [[0, "[]", null]],
    });
    await expect(shape("SigninLogs | count")).resolves.toEqual({
      columns: ["Count:long"],
      rows: [[0]],
    });
    await expect(shape("SigninLogs | count | where Count > 0")).resolves.toMatchObject({
      rows: [],
    });
    await expect(
      shape("SigninLogs | summarize A = count(), B = dcount(UserId) | project B, C = 1"),
    ).resolves.toEqual({ columns: ["B:long", "C:string"], rows: [[0, null]] });
  });
});
