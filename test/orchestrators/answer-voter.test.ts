import { failure, success } from "../../domain/outcome";
import { type VoterAnswer, answerVoter } from "../../orchestrators/answer-voter";
import { runFlow } from "../support/run-flow";

const answer: VoterAnswer = {
  message: { channel: "C0SOCTEAM1", ts: "1795000001.000200" },
  userId: "U0ALEX0001",
  text: "Counted: approved by Alex",
};
const start = new Date("2026-11-24T03:00:00.000Z");

const run = (replyInSlack: (input: never) => Promise<unknown>) =>
  runFlow(answerVoter, answer, { replyInSlack }, { start, instanceId: "vote-1" });

describe("answerVoter", () => {
  it("tells one who voted what became of it, in the thread of the message, under a key of its own", async () => {
    const told: unknown[] = [];

    const { result } = await run(async (input) => {
      told.push(input);
      return success({ channel: "C0SOCTEAM1", ts: "1795000002.000300" });
    });

    expect(result).toEqual({ told: "U0ALEX0001" });
    expect(told).toEqual([
      {
        step: {
          key: "slack/C0SOCTEAM1/1795000001.000200/vote-1",
          runId: "vote-1",
          at: "2026-11-24T03:00:00.000Z",
        },
        thread: answer.message,
        text: "Counted: approved by Alex",
        userId: "U0ALEX0001",
      },
    ]);
  });

  it("waits as long as Slack says, and tells it then", async () => {
    const answers = [
      failure({
        kind: "rate-limited",
        vendor: "slack",
        message: "Slack answered 429",
        retryAfterSeconds: 30,
      }),
      success({ channel: "C0SOCTEAM1", ts: "1795000002.000300" }),
    ];

    const { result, elapsedMs } = await run(async () => answers.shift());

    expect(result).toEqual({ told: "U0ALEX0001" });
    expect(elapsedMs).toBeGreaterThanOrEqual(30_000);
  });

  it("fails, and says why, when Slack does not take it", async () => {
    const message = "Slack refused chat.postMessage: not_in_channel";

    await expect(
      run(async () => failure({ kind: "permanent", vendor: "slack", message })),
    ).rejects.toThrow(message);
  });
});
