import { type Warning, type WarningsOptions, createWarnings } from "../../../local-host/warnings";

function setUp(options: Partial<WarningsOptions> = {}) {
  const lines: string[] = [];
  const told: Warning[] = [];
  const warnings = createWarnings({
    log: (level, message) => void lines.push(`${level}: ${message}`),
    onWarning: (warning) => void told.push(warning),
    ...options,
  });
  return { lines, told, warnings };
}

const stuck: Warning = {
  rule: "stuck",
  sentence: "it waits",
  functionName: "triage",
  instanceId: "a1",
};

describe("createWarnings()", () => {
  it("logs a warning once, with function, rule, sentence and link, and passes each on", () => {
    const { lines, told, warnings } = setUp();

    warnings.warn(stuck);
    warnings.warn({ ...stuck, instanceId: "a2" });

    expect(lines).toEqual(["warning: triage: stuck: it waits (docs/local-host-rules.md#stuck)"]);
    expect(told).toHaveLength(2);
    expect(warnings.list()).toEqual([stuck]);
    expect(warnings.broken()).toEqual(new Map());
  });

  it("logs errors and counts different ones when it is strict, but no notices", () => {
    const { lines, warnings } = setUp({ isStrict: true });

    warnings.warn(stuck);
    warnings.warn(stuck);
    warnings.warn({ ...stuck, functionName: "report" });
    warnings.warn({ rule: "duplicate-start", sentence: "again", isNotice: true });

    expect(lines.map((line) => line.slice(0, line.indexOf(":")))).toEqual([
      "error",
      "error",
      "warning",
    ]);
    expect(warnings.broken()).toEqual(new Map([["stuck", 2]]));
    expect(warnings.list()).toHaveLength(3);
  });

  it("takes a line that begins with a rule for a warning, and leaves all others alone", () => {
    const { lines, told, warnings } = setUp();

    warnings.log("warning", "stuck: it waits");
    warnings.log("warning", "no-such-rule: it is odd");
    warnings.log("information", "stuck: a line about it");

    expect(lines).toEqual([
      "warning: stuck: it waits (docs/local-host-rules.md#stuck)",
      "warning: no-such-rule: it is odd",
      "information: stuck: a line about it",
    ]);
    expect(told).toEqual([{ rule: "stuck", sentence: "it waits" }]);
  });

  it("forgets the oldest beyond its limit", () => {
    const { lines, warnings } = setUp({ limit: 2 });

    for (const sentence of ["a", "b", "c", "c", "a"]) warnings.warn({ rule: "stuck", sentence });

    expect(lines).toHaveLength(4);
    expect(warnings.list().map(({ sentence }) => sentence)).toEqual(["c", "a"]);
  });
});
