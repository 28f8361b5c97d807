import { createLog, inCategory, once } from "../../../local-host/log";

function setUp(json: boolean) {
  const lines: string[] = [];
  const log = createLog({
    json,
    now: () => Date.UTC(2026, 0, 1),
    write: (line) => void lines.push(line),
  });
  return { lines, log };
}

describe("createLog()", () => {
  it("writes lines as func start does, and marks what is wrong", () => {
    const { lines, log } = setUp(false);

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
      category: "Host",
      message: 'a "quote"\nand a line',
    });
  });

  it("shows what a line is about in JSON, and not in text", () => {
    const fields = {
      category: "Function.enrich",
      functionName: "enrich",
      invocationId: "i1",
      instanceId: "run-1",
      rule: "open-timer",
    };
    const [json, text] = [setUp(true), setUp(false)];

    json.log("information", "hello", fields);
    text.log("information", "hello", fields);

    expect(JSON.parse(json.lines[0]!)).toMatchObject({ message: "hello", ...fields });
    expect(text.lines).toEqual(["[2026-01-01T00:00:00.000Z] hello"]);
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

describe("inCategory()", () => {
  it("fills in the category where a line has none", () => {
    const { lines, log } = setUp(true);
    const durable = inCategory(log, "Host.Triggers.DurableTask");

    durable("information", "a", { functionName: "triage" });
    durable("information", "b", { category: "Worker" });

    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ category: "Host.Triggers.DurableTask", functionName: "triage" }),
      expect.objectContaining({ category: "Worker" }),
    ]);
  });
});
