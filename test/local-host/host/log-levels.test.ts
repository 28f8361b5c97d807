import type { Log } from "../../../local-host/log";
import { type LogLevels, logLevelOf, withLevels } from "../../../local-host/log-levels";

function setUp(levels: LogLevels) {
  const lines: string[] = [];
  const write: Log = (level, message) => void lines.push(`${level}: ${message}`);
  return { lines, log: withLevels(write, levels) };
}

describe("withLevels()", () => {
  it("writes information and worse, unless it is told otherwise", () => {
    const { lines, log } = setUp({});

    log("debug", "a");
    log("information", "b");
    log("critical", "c");

    expect(lines).toEqual(["information: b", "critical: c"]);
  });

  it.each([
    ["Function.enrich", true],
    ["Function.enrich.User", true],
    ["function.ENRICH", true],
    ["Function.sweep", false],
    ["Host", false],
  ])("lets the longest name decide: debug of %s is %s", (category, isWritten) => {
    const levels = {
      default: "warning",
      Function: "information",
      "Function.enrich": "debug",
    } as const;
    const { lines, log } = setUp(levels);

    log("debug", "x", { category });

    expect(lines.length).toBe(isWritten ? 1 : 0);
    expect(log.isEnabled?.("debug", category)).toBe(isWritten);
  });

  it("says nothing at all of a category at None", () => {
    const { lines, log } = setUp({ "Host.Triggers": "none" });

    log("critical", "x", { category: "Host.Triggers.DurableTask" });

    expect(lines).toEqual([]);
  });
});

describe("logLevelOf()", () => {
  it.each([
    ["Debug", "debug"],
    ["NONE", "none"],
    ["Verbose", undefined],
    [3, undefined],
  ])("reads %j", (text, level) => {
    expect(logLevelOf(text)).toBe(level);
  });
});
