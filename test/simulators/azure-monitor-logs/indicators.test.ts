import { type OpenLogs, openLogs } from "./logs-client";

let logs: OpenLogs;

beforeEach(async () => {
  logs = await openLogs();
});
afterEach(() => logs.close());

const ask = async (query: string) => {
  const { status, body } = await logs.query(`ThreatIntelIndicators ${query}`);
  const [table] = body.tables ?? [];
  return { status, columns: table?.columns.map(({ name }) => name), rows: table?.rows };
};
const values = async (where: string) =>
  (await ask(`| where ${where} | project ObservableValue`)).rows?.flat();
const innerError = async (query: string) => {
  const { status, body } = await logs.query(`ThreatIntelIndicators ${query}`);
  return [status, (body.error.innererror as { innererror: unknown }).innererror];
};

describe("the table ThreatIntelIndicators", () => {
  it("holds a row for each publication, with the paths of STIX", async () => {
    const { columns, rows } = await ask(
      '| where ObservableValue == "contoso-secure-login.net" | project ObservableKey, Confidence, Pattern',
    );

    const pattern = "[domain-name:value = 'contoso-secure-login.net']";
    expect(columns).toEqual(["ObservableKey", "Confidence", "Pattern"]);
    expect(rows).toEqual([
      ["domain-name:value", 40, pattern],
      ["domain-name:value", 85, pattern],
    ]);
  });

  it("has moments and dynamics as texts", async () => {
    logs.scene({ indicators: { "203.0.113.1": { validForDays: null, types: ["benign"] } } });

    const { rows } = await ask(
      '| where ObservableValue == "203.0.113.1" | project TimeGenerated, ValidUntil, Types = Data.indicator_types',
    );

    expect(rows).toEqual([[expect.stringMatching(/^\d{4}-.*Z$/), null, '["benign"]']]);
  });

  it("grows by scenes, which can also take rows away", async () => {
    logs.scene({ indicators: { "203.0.113.1": { confidence: 7 }, "45.83.64.10": null } });

    await expect(values("Confidence == 7")).resolves.toEqual(["203.0.113.1"]);
    await expect(values('ObservableValue == "45.83.64.10"')).resolves.toEqual([]);
    expect(logs.state()).toMatchObject({ indicators: { "203.0.113.1": [{ confidence: 7 }] } });
  });

  it("is not there where a scene says so, whatever it holds", async () => {
    logs.scene({ missingTables: ["ThreatIntelIndicators"] });

    expect((await ask("| count")).status).toBe(400);
  });

  it("answers with what a scene set for a text, before its rows", async () => {
    const columns = [{ name: "A", type: "long" }];
    logs.scene({ answers: [{ contains: ["Confidence"], columns, rows: [[7]] }] });

    await expect(ask("| where Confidence > 1")).resolves.toMatchObject({ rows: [[7]] });
  });
});

describe("a query about it", () => {
  beforeEach(() =>
    logs.scene({
      indicators: {
        "a.example": { confidence: 10, daysAgo: 3 },
        "B.example": { confidence: null, daysAgo: 20, validForDays: null },
      },
    }),
  );
  const ours = (where: string) =>
    values(`ObservableValue in~ ("a.example", "b.example") and (${where})`);

  it.each([
    ["Confidence == 10", ["a.example"]],
    ["Confidence != 10", ["B.example"]],
    ["Confidence < 11", ["a.example"]],
    ["Confidence > 9 or Confidence <= 0", ["a.example"]],
    ["isnull(Confidence)", ["B.example"]],
    ["isnotnull(ValidUntil)", ["a.example"]],
    ["ValidUntil > now()", ["a.example"]],
    ["TimeGenerated > ago(7d)", ["a.example"]],
    ["TimeGenerated > ago(2 * 10d) and TimeGenerated < ago(1h)", ["a.example"]],
    ["TimeGenerated >= ago(20d)", ["a.example", "B.example"]],
    ['ObservableValue =~ "A.EXAMPLE"', ["a.example"]],
    ['ObservableValue in ("A.example", "B.example")', ["B.example"]],
    ['tolower(ObservableValue) == "b.example"', ["B.example"]],
    ['split(ObservableKey, ":")[0] == "domain-name"', ["a.example", "B.example"]],
    ["Data.nothing == 1", []],
    ["IsActive", ["a.example", "B.example"]],
    ["tobool(Data.revoked) == true", []],
    ['column_ifexists("Nowhere", 7) == 7', ["a.example", "B.example"]],
    ['column_ifexists("Confidence", 7) == 7', []],
  ])("is evaluated: where %s", async (where, found) => {
    await expect(ours(where)).resolves.toEqual(found);
  });

  it("reads names that a let gave, with literals as JSON writes them", async () => {
    const { body } = await logs.query(
      String.raw`let wanted = dynamic(["\u0061.example", "x\"y\\"]);
ThreatIntelIndicators | where ObservableValue in (wanted) | count`,
    );

    expect(body.tables[0]?.rows).toEqual([[1]]);
  });

  it("gets the newest row of each, whole or in part", async () => {
    const newest = '| where ObservableValue == "contoso-secure-login.net" | summarize';

    const whole = await ask(`${newest} arg_max(TimeGenerated, *) by Id | project Confidence`);
    const part = await ask(`${newest} arg_max(TimeGenerated, Confidence) by Id`);

    expect(whole.rows).toEqual([[85]]);
    expect(part.columns).toEqual(["Id", "TimeGenerated", "Confidence"]);
    expect(part.rows).toEqual([[expect.any(String), expect.any(String), 85]]);
  });

  it("gets the first in an order, in which nothing comes last", async () => {
    const some = '| where ObservableValue in ("a.example", "B.example", "45.83.64.10")';
    const first = async (top: string) =>
      (await ask(`${some} | top ${top} | project Confidence`)).rows?.flat();

    await expect(first("2 by Confidence desc")).resolves.toEqual([90, 10]);
    await expect(first("3 by Confidence desc")).resolves.toEqual([90, 10, null]);
    await expect(first("1 by Confidence asc")).resolves.toEqual([null]);
  });

  it.each([
    "| where Nothing == 1",
    "| project Nothing",
    '| where Id == "none" | project Nothing',
    '| where Id == "none" | top 5 by Nothing',
    "| summarize arg_max(Nothing, *) by Id",
    "| summarize arg_max(TimeGenerated, *) by Nothing",
  ])("is refused for a column that is not there: %s", async (query) => {
    const [status, error] = await innerError(query);

    expect(status).toBe(400);
    expect(error).toEqual({
      code: "SEM0100",
      message: "Failed to resolve scalar expression named 'Nothing'",
    });
  });

  it.each([
    ["| distinct Id", 'the operator "distinct"'],
    ["| summarize stdev(Confidence) by Id", "the aggregate stdev()"],
    ["| summarize arg_max TimeGenerated", "arg_max() but by a column"],
    ["| mv-expand A = Data.labels", "mv-expand but of one column"],
    ["| where strlen(Id) > 1", "the function strlen()"],
    ['| where Id has "a"', '"has" in an expression'],
    ["| where Id in", '"in" without a list'],
    ["| where Confidence ==", "an expression that ends early"],
    ["| where Id == @'a'", "the literal @'a'"],
    ["| where Confidence in (1; 2)", '";" in a list'],
  ])("is refused rather than answered by guess: %s", async (query, what) => {
    const [status, error] = await innerError(query);

    expect(status).toBe(400);
    expect(error).toMatchObject({ message: `The simulator does not evaluate ${what}` });
  });
});

describe("a scene of indicators that is not understood", () => {
  it.each([
    [{ indicators: [] }, "indicators must be an object"],
    [{ indicators: { a: 7 } }, '"a" must be an object'],
    [{ indicators: { a: [{ confidence: "9" }] } }, 'not "confidence": "9"'],
    [{ indicators: { a: { bad: 1 } } }, 'not "bad": 1'],
  ])("%j is refused in one sentence", (scene, sentence) => {
    const before = logs.state();

    expect(() => logs.scene(scene)).toThrow(sentence);

    expect(logs.state()).toEqual(before);
  });
});
