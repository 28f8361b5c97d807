import { ConnectorError } from "../../connectors/connector-error";
import type { SlackPost } from "../../connectors/slack";
import { success } from "../../domain/outcome";
import { activitiesWith } from "./fakes";
import { report, step } from "./samples";

const message = { channel: "C0SOCTEAM1", ts: "1795000001.000200" };
const reply = { channel: "C0SOCTEAM1", ts: "1795000002.000300" };
const lost = new ConnectorError("slack", "transient", "no answer", { mayHaveHappened: true });

describe("postSlackMessage()", () => {
  it("posts the report once, under the step's own ref", async () => {
    const postMessage = jest.fn(async (_post: SlackPost) => message);
    const { activities } = activitiesWith({ slack: { postMessage } });

    const first = await activities.postSlackMessage({ step, report });
    const repeat = await activities.postSlackMessage({ step, report });

    expect([first, repeat]).toEqual([success(message), success(message)]);
    expect(postMessage.mock.calls).toEqual([
      [
        {
          ref: expect.stringMatching(/^[0-9a-f-]{36}$/),
          message: { text: expect.stringContaining("High: "), blocks: expect.any(Array) },
        },
      ],
    ]);
  });

  it("looks for a message whose answer was lost, since its step began", async () => {
    const postMessage = jest.fn(async () => message).mockRejectedValueOnce(lost);
    const findMessage = jest.fn(async (_search: object) => message);
    const { activities } = activitiesWith({ slack: { postMessage, findMessage } });

    await expect(activities.postSlackMessage({ step, report })).rejects.toThrow("no answer");
    const later = { ...step, at: "2026-03-02T10:00:00.000Z" };

    expect(await activities.postSlackMessage({ step: later, report })).toEqual(success(message));
    expect(postMessage).toHaveBeenCalledTimes(1);
    expect(findMessage).toHaveBeenCalledWith({ ref: expect.any(String), since: step.at });
  });

  it("is found by a later run of the same incident, since the first one began", async () => {
    const postMessage = jest.fn(async () => message);
    const findMessage = jest.fn(async (_search: object) => message);
    const { activities } = activitiesWith({ slack: { postMessage, findMessage } });
    await activities.postSlackMessage({ step, report });

    await activities.postSlackMessage({
      step: { ...step, runId: "run-2", at: "2026-03-02T10:00:00.000Z" },
      report,
    });

    expect(postMessage).toHaveBeenCalledTimes(1);
    expect(findMessage).toHaveBeenCalledWith({ ref: expect.any(String), since: step.at });
  });

  it("answers what a person has to do", async () => {
    const refused = new ConnectorError("slack", "auth", "invite the app to the channel");
    const { activities } = activitiesWith({
      slack: { postMessage: () => Promise.reject(refused) },
    });

    expect(await activities.postSlackMessage({ step, report })).toMatchObject({
      ok: false,
      failure: { kind: "auth", message: "slack: invite the app to the channel" },
    });
  });
});

describe("replyInSlack()", () => {
  it("replies once, in the thread, with text that is text", async () => {
    const postMessage = jest.fn(async (_post: SlackPost) => reply);
    const { activities } = activitiesWith({ slack: { postMessage } });
    const input = { step, thread: message, text: "<!channel> *closed* https://evil.zz" };

    const first = await activities.replyInSlack(input);
    const repeat = await activities.replyInSlack(input);

    expect([first, repeat]).toEqual([success(reply), success(reply)]);
    expect(postMessage.mock.calls).toEqual([
      [
        {
          channel: message.channel,
          threadTs: message.ts,
          ref: expect.any(String),
          message: { text: "‹!channel› ∗closed∗ hxxps://evil[.]zz" },
        },
      ],
    ]);
  });

  it("looks for a reply whose answer was lost in its thread", async () => {
    const findMessage = jest.fn(async (_search: object) => reply);
    const { activities } = activitiesWith({
      slack: { postMessage: () => Promise.reject(lost), findMessage },
    });
    const input = { step, thread: message, text: "Closed" };

    await expect(activities.replyInSlack(input)).rejects.toThrow("no answer");

    expect(await activities.replyInSlack(input)).toEqual(success(reply));
    expect(findMessage).toHaveBeenCalledWith({
      channel: message.channel,
      threadTs: message.ts,
      ref: expect.any(String),
      since: step.at,
    });
  });

  it.each([
    ["U0ALEX0001", "Acknowledged by <@U0ALEX0001>"],
    ["U0> <!channel", "Acknowledged by"],
  ])("mentions the person with the id %j, and nobody else", async (userId, text) => {
    const postMessage = jest.fn(async (_post: SlackPost) => reply);
    const { activities } = activitiesWith({ slack: { postMessage } });

    await activities.replyInSlack({ step, thread: message, text: "Acknowledged by", userId });

    expect(postMessage.mock.calls[0]?.[0].message).toEqual({ text });
  });
});

describe("updateSlackMessage()", () => {
  it("shows a report anew, with a sentence in place of its buttons", async () => {
    const updateMessage = jest.fn(async (_ref: unknown, _message: unknown) => undefined);
    const { activities } = activitiesWith({ slack: { updateMessage } });

    const answer = await activities.updateSlackMessage({ step, message, report, done: "Closed" });

    expect(answer).toEqual(success(message));
    const shown = JSON.stringify(updateMessage.mock.calls);
    expect(shown).toContain('"text":"Closed"');
    expect(shown).not.toContain("acknowledge");
  });

  it("leaves a message as it is but for its buttons, when there is no report", async () => {
    const updateMessage = jest.fn(async (_ref: unknown, _message: unknown) => undefined);
    const section = { type: "section", block_id: "s" };
    const link = { type: "button", url: "https://portal.azure.com/" };
    const actions = { type: "actions", block_id: "a", elements: [{ type: "button" }, link] };
    const { activities } = activitiesWith({
      slack: {
        updateMessage,
        readMessage: async () => ({ text: "High", blocks: [section, actions] }),
      },
    });

    await activities.updateSlackMessage({ step, message, done: "Taken by", userId: "U0ALEX0001" });

    expect(updateMessage).toHaveBeenCalledWith(message, {
      text: "High",
      blocks: [
        section,
        {
          type: "context",
          elements: [{ type: "mrkdwn", text: "Taken by <@U0ALEX0001>", verbatim: true }],
        },
        { ...actions, elements: [link] },
      ],
    });
  });

  it("answers that a message is gone", async () => {
    const { activities } = activitiesWith({ slack: { readMessage: async () => null } });

    expect(await activities.updateSlackMessage({ step, message, done: "Closed" })).toMatchObject({
      ok: false,
      failure: { kind: "not-found" },
    });
  });
});
