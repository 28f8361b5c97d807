import { failure, success } from "../../domain/outcome";
import { acknowledgeNotice } from "../../orchestrators/acknowledge-notice";
import { runFlow } from "../support/run-flow";

const click = { channel: "C0SOCTEAM1", ts: "1795000001.000200", userId: "U0ALEX0001" };
const message = { channel: click.channel, ts: click.ts };

function slack() {
  const told: unknown[] = [];
  const activities = {
    replyInSlack: async (input: unknown) => {
      told.push(input);
      return success({ ...message, ts: "1795000002.000300" });
    },
    updateSlackMessage: async (input: unknown) => {
      told.push(input);
      return success(message);
    },
  };
  return { told, activities };
}

describe("acknowledgeNotice()", () => {
  it("says who takes care, in the thread and where the button was", async () => {
    const { told, activities } = slack();

    const { result } = await runFlow(acknowledgeNotice, click, activities);

    expect(result).toEqual({ acknowledgedBy: "U0ALEX0001" });
    expect(told).toMatchObject([
      { thread: message, text: "Acknowledged by", userId: "U0ALEX0001" },
      { message, done: "Acknowledged by", userId: "U0ALEX0001" },
    ]);
  });

  it("names its steps by the message, so that another try finds what was done", async () => {
    const { told, activities } = slack();

    await runFlow(acknowledgeNotice, click, activities);

    expect(told).toMatchObject([
      { step: { key: "slack/C0SOCTEAM1/1795000001.000200/acknowledge/reply" } },
      { step: { key: "slack/C0SOCTEAM1/1795000001.000200/acknowledge/update" } },
    ]);
  });

  it("waits when Slack takes no message now", async () => {
    const { activities } = slack();
    let asked = 0;
    const busy = failure({
      kind: "rate-limited",
      vendor: "slack",
      message: "slack: busy",
      retryAfterSeconds: 30,
    });
    const replyInSlack = async (input: unknown) =>
      (asked += 1) === 1 ? busy : activities.replyInSlack(input);

    const { elapsedMs } = await runFlow(acknowledgeNotice, click, { ...activities, replyInSlack });

    expect(elapsedMs).toBe(30_000);
  });

  it("fails when Slack cannot be told, so that another click tries again", async () => {
    const refused = failure({ kind: "auth", vendor: "slack", message: "slack: invite the app" });
    const activities = { ...slack().activities, updateSlackMessage: async () => refused };

    await expect(runFlow(acknowledgeNotice, click, activities)).rejects.toThrow(
      "slack: invite the app",
    );
  });
});
