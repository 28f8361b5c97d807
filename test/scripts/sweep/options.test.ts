import { optionsOf } from "../../../scripts/sweep/options";

test("A path is enough.", () => {
  expect(optionsOf(["a.log"])).toMatchObject({
    paths: ["a.log"],
    rules: ["rules"],
    format: "auto",
    zone: "UTC",
    output: "table",
    level: "informational",
    failOn: undefined,
  });
});

test("Times are read as ISO 8601.", () => {
  expect(optionsOf(["a", "--from", "2026-01-02T03:04:05+01:00"])?.from).toBe(
    "2026-01-02T02:04:05.000Z",
  );
});

test("A placeholder has each value that is given for it.", () => {
  const given = ["admins=ann", "admins=bob", "net=10.0.0.0/8=x"];
  const args = given.flatMap((one) => ["--placeholder", one]);
  expect(optionsOf(["a", ...args])?.placeholders).toEqual({
    admins: ["ann", "bob"],
    net: ["10.0.0.0/8=x"],
  });
});

test.each([
  [["a", "--placeholder", "admins"], /^--placeholder is a name and a value, name=value/],
  [[], "Give paths to sweep, or one --source of sweeps.json"],
  [["a", "--source", "b"], "Give paths to sweep, or one --source of sweeps.json"],
  [["a", "--output", "xml"], '--output is one of table, json, sarif, not "xml"'],
  [["a", "--fail-on", "bad"], /^--fail-on is one of informational, low/],
  [["a", "--from", "yesterday"], /^--from is a time such as/],
  [["a", "--zone", "Mars"], /^--zone is the name of a time zone/],
] as const)("%j is refused in one sentence", (args, message) => {
  expect(() => optionsOf([...args])).toThrow(message);
});
