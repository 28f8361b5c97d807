import { followed, secondsOf, tell } from "../../scripts/follow/history";

const at = "2026-11-24T03:00:00.000Z";
const completed = (FunctionName: string, Result: unknown) => ({
  EventType: "TaskCompleted",
  Timestamp: at,
  FunctionName,
  Result,
});

describe("tell()", () => {
  it("says which step did what to whom, and what came of it", () => {
    const observable = { kind: "address", value: "45.83.64.10" };
    const value = {
      source: "VirusTotal",
      observable,
      verdict: "malicious",
      evidence: "14 of 90 engines",
    };

    expect(tell(completed("lookUp", { ok: true, value }))).toMatchObject({
      phase: "enrich",
      step: "lookUp",
      target: "45.83.64.10",
      result: "malicious, VirusTotal: 14 of 90 engines",
      tone: "warning",
    });
  });

  it.each([
    [{ state: "found", facts: ["3 sign-ins, 1 failed"] }, "3 sign-ins, 1 failed", "good"],
    [{ state: "none", facts: [] }, "nothing found", "good"],
    [
      { state: "partial", facts: ["3 sign-ins"], note: "too much" },
      "3 sign-ins; too much",
      "warning",
    ],
    [{ state: "not-collected", facts: [], note: "no table" }, "no table", "warning"],
  ])("tells what logs answered: %j", (said, result, tone) => {
    const value = [{ source: "sign-ins", label: "alex@contoso.example", ...said }];

    expect(tell(completed("askContext", { ok: true, value }))).toMatchObject({
      target: "alex@contoso.example",
      result: `Sign-in logs: ${result}`,
      tone,
    });
  });

  it("says why a step gave no answer", () => {
    const failure = { kind: "auth", vendor: "servicenow", message: "servicenow: answered 401" };

    expect(tell(completed("openTicket", { ok: false, failure }))).toMatchObject({
      result: "no answer (auth): servicenow: answered 401",
      tone: "bad",
    });
  });

  it("tells an attempt that failed in one line", () => {
    const event = {
      EventType: "TaskFailed",
      Timestamp: at,
      FunctionName: "addComment",
      Reason: "Activity function 'addComment' failed: sentinel: PUT answered 503\n   at x",
    };

    expect(tell(event)).toMatchObject({ result: "sentinel: PUT answered 503", tone: "bad" });
  });

  it("tells a wait, but not a timer that fires at once", () => {
    const timer = (FireAt: string) => ({ EventType: "TimerCreated", Timestamp: at, FireAt });

    expect(tell(timer("2026-11-24T03:01:00.000Z"))).toMatchObject({
      step: "waits",
      target: "60 s",
    });
    expect(tell(timer(at))).toBeUndefined();
  });

  it("tells a step that it does not know", () => {
    expect(tell(completed("somethingNew", { ok: true, value: 1 }))).toMatchObject({
      result: "done",
    });
  });
});

describe("followed()", () => {
  it("keeps the events whose number only grows", () => {
    const events = [
      "ExecutionStarted",
      "TaskScheduled",
      "TaskCompleted",
      "TimerCreated",
      "TimerFired",
    ];

    expect(
      followed(events.map((EventType) => ({ EventType, Timestamp: at }))).map(
        (event) => event.EventType,
      ),
    ).toEqual(["TaskCompleted", "TimerCreated"]);
  });
});

describe("secondsOf()", () => {
  it("is the time from the first event to the last", () => {
    const event = (Timestamp: string) => ({ EventType: "TaskCompleted", Timestamp });

    expect(secondsOf([event(at), event("2026-11-24T03:00:01.500Z")])).toBe(1.5);
    expect(secondsOf([])).toBe(0);
  });
});
