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
    ["a literal that does not end", 'DeviceInfo | where A == "x', 25],
    ["a literal that ends on the next line", 'DeviceInfo | where A == "x\ny"', 25],
    ["a single quotation mark", "DeviceInfo | where A == 'it's'", 30],
    ["an escape that does not exist", String.raw`DeviceInfo | where A == "\/"`, 25],
    ["a bracket that is not closed", "DeviceInfo | where A in (1, 2", 25],
    ["a bracket that was not opened", "DeviceInfo | where A == 1)", 26],
    ["brackets that do not match", "print dynamic([1)", 17],
    ["a back tick", "DeviceInfo | where `A` == 1", 20],
  ])("refuses %s", async (_title, query, pos) => {
    const { status, body } = await logs.query(query);

    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: "BadArgumentError",
      innererror: { code: "SyntaxError", innererror: { code: "SYN0002", line: 1, pos } },
    });
  });

  it.each([
    String.raw`DeviceInfo | where A == "a\"b\\" and B == 'c"d' // it's "fine`,
    String.raw`DeviceInfo | where A == @"C:\Users\" and B == @'it''s' and C == h"secret" and D == h@"x\"`,
    "DeviceInfo | where A == ```any 'thing\" on\ntwo lines```",
    'let ips = dynamic(["203.0.113.10"]);\nDeviceInfo | where IPAddress in (ips);',
  ])("takes %s", async (query) => {
    expect((await logs.query(query)).status).toBe(200);
  });

  it("names the line", async () => {
    const { body } = await logs.query('DeviceInfo\n| where A == "x');

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
      "union DeviceInfo, OfficeActivity | count",
      "'count' operator: Failed to resolve table or column expression named 'OfficeActivity'",
    ],
    [
      "union isfuzzy=true OfficeActivity, Nothing_CL | count",
      "'count' operator: Failed to resolve table or column expression named 'OfficeActivity'",
    ],
    [
      "let t = OfficeActivity | where A == 1;\nDeviceInfo | join t on B",
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
    "union isfuzzy=true DeviceInfo, OfficeActivity | count",
    "union isfuzzy=true withsource=T DeviceInfo, Nothing_CL | count",
    "Firewall_CL | take 1",
    'let values = dynamic(["a"]);\n_GetWatchlist("VipHosts") | where SearchKey in~ (values)',
    "let ips = dynamic([]);\nprint ip = ips",
    "let clicks = UrlClickEvents | take 1;\nclicks | count",
    'DeviceInfo | where A == "OfficeActivity"',
  ])("%s can", async (query) => {
    expect((await logs.query(query)).status).toBe(200);
  });

  it("are kept in the state, as a query names them", async () => {
    await logs.query("union isfuzzy=true DeviceInfo, AADNonInteractiveUserSignInLogs | count");

    expect(logs.state().queries.at(-1)?.["tables"]).toEqual([
      "DeviceInfo",
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
    ["DeviceInfo", ["TimeGenerated:datetime", "TenantId:string", "Type:string"]],
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
      "DeviceInfo | project TimeGenerated, User = tostring(UserId), Status.errorCode | take 5",
      ["TimeGenerated:datetime", "User:string", "Status_errorCode:dynamic"],
    ],
    [
      "DeviceInfo | summarize count() by IPAddress, bin(TimeGenerated, 1d) | order by TimeGenerated asc",
      ["IPAddress:string", "TimeGenerated:datetime", "count_:long"],
    ],
    [
      'DeviceInfo | summarize Attempts = count(), Failures = countif(ResultType != "0"), make_set(Location, 20), max(TimeGenerated) by IPAddress, Source = Type',
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
        "DeviceInfo | summarize Attempts = count(), Users = make_set(UserId), Last = max(TimeGenerated)",
      ),
    ).resolves.toEqual({
      columns: ["Attempts:long", "Users:dynamic", "Last:datetime"],
      rows: [[0, "[]", null]],
    });
    await expect(shape("DeviceInfo | count")).resolves.toEqual({
      columns: ["Count:long"],
      rows: [[0]],
    });
    await expect(shape("DeviceInfo | count | where Count > 0")).resolves.toMatchObject({
      rows: [],
    });
    await expect(
      shape("DeviceInfo | summarize A = count(), B = dcount(UserId) | project B, C = 1"),
    ).resolves.toEqual({ columns: ["B:long", "C:string"], rows: [[0, null]] });
  });
});
