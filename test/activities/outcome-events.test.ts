import { ConnectorError } from "../../connectors/connector-error";
import type { OpenProvider } from "../../connectors/provider";
import { success } from "../../domain/outcome";
import { outcomeEvent } from "../../domain/report/outcome-event";
import { activitiesWith } from "./fakes";
import { report, step } from "./samples";

const writing = (writeOutcome: OpenProvider["writeOutcome"]) =>
  activitiesWith({ providers: { splunk: { ...(writeOutcome && { writeOutcome }) } } }).activities;

const first = outcomeEvent(report, step.at, 1);
const second = outcomeEvent(report, step.at, 2);

describe("writeOutcome()", () => {
  it("writes the event once, and both revisions of a run under one id", async () => {
    const ids: string[] = [];
    const activities = writing(async ({ id }) => {
      ids.push(id);
      return { isIndexed: true };
    });

    const answers = [
      await activities.writeOutcome({ step, event: first }),
      await activities.writeOutcome({ step, event: first }),
      await activities.writeOutcome({ step: { ...step, key: "later" }, event: second }),
    ];

    expect(answers).toEqual(answers.map(() => success({ sent: "yes", isIndexed: true })));
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says "maybe" when Splunk may have got it, and never writes it again', async () => {
    let sent = 0;
    const activities = writing(async (_, aboutToSend) => {
      await aboutToSend?.();
      sent++;
      throw new ConnectorError("splunk", "transient", "no answer", { mayHaveHappened: true });
    });

    const answers = [
      await activities.writeOutcome({ step, event: first }),
      await activities.writeOutcome({ step, event: first }),
    ];

    expect(answers).toEqual(answers.map(() => success({ sent: "maybe", isIndexed: false })));
    expect(sent).toBe(1);
  });

  it("answers that Splunk is not set up", async () => {
    expect(await writing(undefined).writeOutcome({ step, event: first })).toMatchObject({
      ok: false,
      failure: { kind: "auth", vendor: "splunk" },
    });
  });
});
