import { createLog, once } from "../../../local-host/log";

function setUp(json: boolean) {
  const lines: string[] = [];
  const log = createLog({
    json,
    minimum: "information",
    now: () => Date.UTC(2026, 0, 1),
    write: (line) => void lines.push(line),
  });
  return { lines, log };
}

describe("createLog()", () => {
  it("writes lines as func start does, and marks what is wrong", () => {
    const { lines, log } = setUp(false);

    log("debug", "not this");
    log("information", "Executing");
    log("warning", "beware");

    expect(lines).toEqual([
      "[2026-01-01T00:00:00.000Z] Executing",
      "[2026-01-01T00:00:00.000Z] WARNING: beware",
    ]);
  });

  it("writes one JSON object a line, whatever the message holds", () => {
    const { lines, log } = setUp(true);

    log("error", 'a "quote"\nand a line');

    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain("\n");
    expect(JSON.parse(lines[0]!)).toEqual({
      time: "2026-01-01T00:00:00.000Z",
      level: "error",
      message: 'a "quote"\nand a line',
    });
  });
});

describe("once()", () => {
  it("says the same thing one time", () => {
    const { lines, log } = setUp(false);
    const logOnce = once(log);

    ["a", "b", "a"].forEach((message) => logOnce("information", message));

    expect(lines).toHaveLength(2);
  });
});
