import type { Log, LogFields } from "../../../local-host/log";
import { withLevels } from "../../../local-host/log-levels";
import { invocationLog } from "../../../local-host/worker/invocation-log";
import type { Invocation } from "../../../local-host/worker/worker";

function setUp(triggerType: string, levels = {}) {
  const lines: { level: string; message: string; fields: LogFields | undefined }[] = [];
  const log: Log = (level, message, fields) => void lines.push({ level, message, fields });
  const said = invocationLog(
    { name: "enrich", triggerType, bindings: {} },
    withLevels(log, levels),
  );
  const begin = (invocation: Partial<Invocation> = {}) =>
    said({ functionName: "enrich", trigger: undefined, ...invocation }, "id-1");
  return { lines, begin };
}

describe("invocationLog()", () => {
  it("says what a caller set off, and how it ended", () => {
    const { lines, begin } = setUp("httpTrigger");

    begin().succeeded();

    expect(lines.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      "information: Executing 'Functions.enrich' (Reason='This function was programmatically called via the host APIs.', Id=id-1)",
      expect.stringMatching(
        /^information: Executed 'Functions.enrich' \(Succeeded, Id=id-1, Duration=\d+ms\)$/,
      ),
    ]);
    expect(lines[0]?.fields).toEqual({
      category: "Function.enrich",
      functionName: "enrich",
      invocationId: "id-1",
    });
  });

  it("gives the reason, and details below it", () => {
    const { lines, begin } = setUp("timerTrigger");

    begin({
      reason: "Timer fired at noon",
      details: { UnscheduledInvocationReason: "IsPastDue", OriginalSchedule: "yesterday" },
    });

    expect(lines.map(({ message }) => message)).toEqual([
      "Executing 'Functions.enrich' (Reason='Timer fired at noon', Id=id-1)",
      "Trigger Details: UnscheduledInvocationReason: IsPastDue, OriginalSchedule: yesterday",
    ]);
  });

  it.each(["activityTrigger", "orchestrationTrigger", "entityTrigger"])(
    "says nothing of a %s that succeeds, unless debug is asked for",
    (triggerType) => {
      const quiet = setUp(triggerType);
      const asked = setUp(triggerType, { Function: "debug" });
      const invocation = { metadata: { instanceId: { string: "run-1" } } };

      quiet.begin(invocation).succeeded();
      asked.begin(invocation).succeeded();

      expect(quiet.lines).toEqual([]);
      expect(asked.lines.map(({ level, fields }) => [level, fields?.instanceId])).toEqual([
        ["debug", "run-1"],
        ["debug", "run-1"],
      ]);
      expect(asked.lines[0]?.message).toContain("Reason='(null)'");
    },
  );

  it("says why something failed, whatever it was", () => {
    const { lines, begin } = setUp("activityTrigger");
    const error = Object.assign(new Error("no disk"), { stack: "Error: no disk\n    at enrich" });

    begin().failed(error);

    expect(lines).toEqual([
      {
        level: "error",
        message: expect.stringMatching(
          /^Executed 'Functions.enrich' \(Failed, Id=id-1, Duration=\d+ms\)\nError: no disk\n {4}at enrich$/,
        ),
        fields: expect.objectContaining({ functionName: "enrich" }),
      },
    ]);
  });

  it("keeps the state of a failed orchestrator to itself", () => {
    const { lines, begin } = setUp("orchestrationTrigger");

    begin().failed(new Error('no disk\n\n$OutOfProcData$:{"actions":["secret"]}'));

    expect(lines[0]?.message).toMatch(/ms\)\nno disk$/);
  });
});
