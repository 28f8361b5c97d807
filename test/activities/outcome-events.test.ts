import { ConnectorError } from "../../connectors/connector-error";
import type { OpenProvider } from "../../connectors/provider";
import { success } from "../../domain/outcome";
import { outcomeEvent } from "../../domain/report/outcome-event";
import { activitiesWith } from "./fakes";
import { report, step } from "./samples";

const writing = (writeOutcome: OpenProvider["writeOutcome"]) =>
  activitiesWith({ providers: { splunk: { ...(writeOutcome && { writeOutcome }) } } }).activities;

const lost = (vendor: string) =>
  new ConnectorError(vendor, "transient", "no answer", { mayHaveHappened: true });

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

    expect(answers).toEqual(
      answers.map(() => success({ sink: "splunk", sent: "yes", isIndexed: true })),
    );
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says "maybe" when Splunk may have got it, and never writes it again', async () => {
    let sent = 0;
    const activities = writing(async (_, aboutToSend) => {
      await aboutToSend?.();
      sent++;
      throw lost("splunk");
    });

    const answers = [
      await activities.writeOutcome({ step, event: first }),
      await activities.writeOutcome({ step, event: first }),
    ];

    expect(answers).toEqual(
      answers.map(() => success({ sink: "splunk", sent: "maybe", isIndexed: false })),
    );
    expect(sent).toBe(1);
  });

  it("writes again where a repeat is told, until it is known to be there", async () => {
    const ids: string[] = [];
    const { activities } = activitiesWith({
      providers: {
        elastic: {
          tellsRepeats: true,
          writeOutcome: async ({ id, revision }) => {
            ids.push(`${id}.${revision}`);
            if (ids.length === 1) throw lost("elastic");
            return { isIndexed: true };
          },
        },
      },
    });
    const write = () => activities.writeOutcome({ step, event: first, sink: "elastic" });

    await expect(write()).rejects.toThrow("no answer");
    const answers = [await write(), await write()];

    expect(answers).toEqual(
      answers.map(() => success({ sink: "elastic", sent: "yes", isIndexed: true })),
    );
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it("answers that Splunk is not set up", async () => {
    expect(await writing(undefined).writeOutcome({ step, event: first })).toMatchObject({
      ok: false,
      failure: { kind: "auth", vendor: "splunk" },
    });
  });
});
