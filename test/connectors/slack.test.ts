import type { Step } from "../../activities";
import { renderSlack } from "../../domain/notice/slack-message";
import { noticeOf } from "../../domain/report/notice";
import { keepsConnectorContract } from "../support/connector-contract";
import { sampleReport } from "../support/sample-report";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const secret = "xoxb-slack-test-token";
const channel = "C0SOCTEAM1";
const message = { text: "High: Sign-in from a listed address" };
const since = new Date().toISOString();

interface Stored {
  ts: string;
  text: string;
  blocks?: unknown[];
  thread_ts?: string;
  edited?: string;
  metadata?: { event_payload: { ref: string } };
  unfurl_links: boolean;
  unfurl_media: boolean;
}
const stored = () => (stage.vendors.state("slack") as { messages: Stored[] }).messages;
const lastCall = () => stage.vendors.calls("slack").at(-1);

/** A message that is there when a test begins. */
let thread: { channel: string; ts: string };

let step: Step;
let steps = 0;

beforeEach(async () => {
  // A key that no message of another test carries.
  step = { key: `run/step-${(steps += 1)}`, runId: "run", at: new Date().toISOString() };
  stage.vendors.scene("slack", { token: "active", scopes: ["chat:write", "channels:history"] });
  stage.vendors.scene("slack", { rate: null });
  thread = await stage.connectors.slack.postMessage({ message, ref: "thread" });
  stage.vendors.clearCalls();
});

keepsConnectorContract(
  "slack.postMessage()",
  {
    vendor: "slack",
    secret,
    route: "POST /api/chat.postMessage",
    isWrite: true,
    call: ({ slack }) => slack.postMessage({ message, ref: "contract" }),
    repeat: {
      deliver: (activities) => activities.postSlackMessage({ step, report: sampleReport() }),
      stored: () => stored().length,
    },
  },
  stage,
);

keepsConnectorContract(
  "slack.postMessage() in a thread",
  {
    vendor: "slack",
    secret,
    route: "POST /api/chat.postMessage",
    isWrite: true,
    call: ({ slack }) => slack.postMessage({ message, ref: "reply", threadTs: thread.ts }),
    repeat: {
      deliver: (activities) => activities.replyInSlack({ step, thread, text: "Closed" }),
      stored: () => stored().filter(({ thread_ts }) => thread_ts !== undefined).length,
    },
  },
  stage,
);

keepsConnectorContract(
  "slack.findMessage()",
  {
    vendor: "slack",
    secret,
    route: "GET /api/conversations.history",
    isWrite: false,
    call: ({ slack }) => slack.findMessage({ ref: "contract", since }),
  },
  stage,
);

keepsConnectorContract(
  "slack.readMessage()",
  {
    vendor: "slack",
    secret,
    route: "GET /api/conversations.history",
    isWrite: false,
    call: ({ slack }) => slack.readMessage(thread),
  },
  stage,
);

keepsConnectorContract(
  "slack.updateMessage()",
  {
    vendor: "slack",
    secret,
    route: "POST /api/chat.update",
    isWrite: true,
    call: ({ slack }) => slack.updateMessage(thread, message),
    repeat: {
      deliver: (activities) =>
        activities.updateSlackMessage({
          step,
          message: thread,
          report: sampleReport(),
          done: "Closed",
        }),
      stored: () => stored().filter(({ edited }) => edited !== undefined).length,
    },
  },
  stage,
);

keepsConnectorContract(
  "slack.check()",
  {
    vendor: "slack",
    secret,
    route: "POST /api/auth.test",
    isWrite: false,
    call: ({ slack }) => slack.check(),
  },
  stage,
);

describe("slack.postMessage()", () => {
  it("posts a notice into the channel that is set up, and answers where it is", async () => {
    const notice = renderSlack(noticeOf(sampleReport()));

    const posted = await stage.connectors.slack.postMessage({ message: notice, ref: "ref-1" });

    expect(posted).toEqual({ channel, ts: expect.stringMatching(/^\d{10}\.\d{6}$/) });
    expect(lastCall()).toMatchObject({
      method: "POST",
      path: "/api/chat.postMessage",
      status: 200,
      body: {
        channel,
        text: notice.text,
        blocks: notice.blocks,
        metadata: { event_type: "durable_response", event_payload: { ref: "ref-1" } },
        unfurl_links: false,
        unfurl_media: false,
      },
    });
    expect(stored().at(-1)).toMatchObject({ ts: posted.ts, unfurl_links: false });
  });

  it("replies in a message's thread", async () => {
    await stage.connectors.slack.postMessage({ message, ref: "reply", threadTs: thread.ts });

    expect(stored().at(-1)).toMatchObject({ thread_ts: thread.ts, text: message.text });
  });

  it("says that no channel is set up", async () => {
    const { slack } = connectorsFor(stage.vendors.url, { SLACK_CHANNEL: "" });

    const error = await failureOf(slack.postMessage({ message, ref: "r" }));

    expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
    expect(error.message).toBe("slack: SLACK_CHANNEL is not set, so nothing was asked");
  });

  it.each([
    ["channel_not_found", "not-found", "invite the app when it is a private one"],
    ["not_in_channel", "auth", "invite the app to the channel"],
    ["is_archived", "permanent", "name a channel in SLACK_CHANNEL that is in use"],
    ["restricted_action", "auth", "see who may post to the channel"],
    ["restricted_action_read_only_channel", "auth", "see who may post to the channel"],
    ["not_allowed_token_type", "auth", "bot token (it begins with xoxb-)"],
    ["no_permission", "auth", "see what the workspace lets the app do"],
    ["team_access_not_granted", "auth", "see what the workspace lets the app do"],
    ["team_added_to_org", "transient", 'answered "team_added_to_org"'],
    ["thread_not_found", "not-found", "somebody deleted the message that the reply was for"],
    ["cant_update_message", "permanent", "see whose token it is"],
    ["invalid_auth", "auth", 'bot token (it begins with xoxb-) into the secret "slack-bot-token"'],
    ["token_revoked", "auth", 'bot token (it begins with xoxb-) into the secret "slack-bot-token"'],
    ["invalid_blocks", "permanent", 'answered "invalid_blocks"'],
    ["msg_too_long", "permanent", 'answered "msg_too_long"'],
    ["ratelimited", "rate-limited", 'answered "ratelimited"'],
    ["<!channel> made up", "permanent", 'answered "an error"'],
  ])("takes %s, with status 200, for %s: nothing was posted", async (error, kind, words) => {
    stage.vendors.fault({
      vendor: "slack",
      route: "POST /api/chat.postMessage",
      body: { ok: false, error },
      forever: true,
    });

    const failure = await failureOf(stage.connectors.slack.postMessage({ message, ref: "r" }));

    expect(failure).toMatchObject({ kind, mayHaveHappened: false });
    expect(failure.message).toContain(words);
  });

  it.each(["internal_error", "fatal_error", "service_unavailable", "request_timeout"])(
    "takes %s, with status 200, for a message that may have been posted",
    async (error) => {
      stage.vendors.fault({
        vendor: "slack",
        route: "POST /api/chat.postMessage",
        body: { ok: false, error },
        forever: true,
      });

      const failure = await failureOf(stage.connectors.slack.postMessage({ message, ref: "r" }));

      expect(failure).toMatchObject({ kind: "transient", mayHaveHappened: true });
      expect(failure.message).toContain(error);
    },
  );

  it("names the scope that is missing, and what to do", async () => {
    stage.vendors.scene("slack", { scopes: ["channels:history"] });

    const error = await failureOf(stage.connectors.slack.postMessage({ message, ref: "r" }));

    expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
    expect(error.message).toBe(
      'slack: POST /chat.postMessage answered "missing_scope": give the app the scope chat:write, and install it in the workspace again',
    );
  });

  it("says when a channel that is full takes messages again", async () => {
    stage.vendors.scene("slack", { rate: { burst: 1, perSecond: 0.001 } });
    stage.vendors.scene("slack", { channels: { C0BUSY: { isMember: true } } });
    const { slack } = stage.connectors;
    await slack.postMessage({ channel: "C0BUSY", message, ref: "r" });

    const error = await failureOf(slack.postMessage({ channel: "C0BUSY", message, ref: "s" }));

    expect(error).toMatchObject({ kind: "rate-limited", mayHaveHappened: false });
    expect(error.retryAfterSeconds).toBeGreaterThan(900);
  });

  it("is refused a message above Slack's limits, in a sentence without the message", async () => {
    const blocks = Array.from({ length: 51 }, () => ({ type: "divider" }));

    const error = await failureOf(
      stage.connectors.slack.postMessage({ message: { text: "x", blocks }, ref: "r" }),
    );

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toBe('slack: POST /chat.postMessage answered "invalid_blocks"');
  });
});

describe("slack.findMessage()", () => {
  it("asks for messages with their metadata, from a minute before", async () => {
    stage.vendors.scene("slack", { channels: { C0QUIET: { isMember: true } } });

    const found = await stage.connectors.slack.findMessage({
      channel: "C0QUIET",
      ref: "none",
      since: "2026-11-24T03:00:00.000Z",
    });

    expect(found).toBeNull();
    expect(lastCall()).toMatchObject({
      method: "GET",
      path: "/api/conversations.history?channel=C0QUIET&oldest=1795489140.000000&inclusive=true&include_all_metadata=true&limit=100",
    });
  });

  it("finds what was posted with its ref, by text and not by number", async () => {
    const { slack } = stage.connectors;
    const posted = await slack.postMessage({ message, ref: "to-be-found" });

    expect(await slack.findMessage({ ref: "to-be-found", since })).toEqual(posted);
    expect(typeof posted.ts).toBe("string");
  });

  it("finds a reply in its thread, and only there", async () => {
    const { slack } = stage.connectors;
    const search = { ref: "a-reply", since };
    const reply = await slack.postMessage({ message, ref: "a-reply", threadTs: thread.ts });

    expect(await slack.findMessage({ ...search, threadTs: thread.ts })).toEqual(reply);
    expect(await slack.findMessage(search)).toBeNull();
  });

  it("turns the pages of a busy channel", async () => {
    const { slack } = stage.connectors;
    stage.vendors.scene("slack", { channels: { C0PAGES: { isMember: true } } });
    for (let count = 0; count < 105; count += 1) {
      await slack.postMessage({ channel: "C0PAGES", message, ref: `other-${count}` });
    }
    const posted = await slack.postMessage({ channel: "C0PAGES", message, ref: "the-last" });

    const found = await slack.findMessage({ channel: "C0PAGES", ref: "the-last", since });

    expect(found).toEqual(posted);
    expect(lastCall()?.path).toMatch(/&cursor=\w+/);
  });

  it("looks through 2,000 messages at most", async () => {
    const body = { ok: true, messages: [], response_metadata: { next_cursor: "again" } };
    const route = "GET /api/conversations.history";
    stage.vendors.fault({ vendor: "slack", route, body, forever: true });

    expect(await stage.connectors.slack.findMessage({ ref: "none", since })).toBeNull();
    expect(stage.vendors.calls("slack")).toHaveLength(20);
  });

  it("passes over messages of others, whatever is in their metadata", async () => {
    const messages = [
      { ts: "1.1" },
      { ts: "1.2", text: null, blocks: null, metadata: null },
      { ts: "1.3", metadata: "none" },
      { ts: "1.4", metadata: { event_payload: 7 } },
      { ts: "1.5", metadata: { event_type: "x", event_payload: { ref: ["to-be-found"] } } },
      { ts: "1.6", metadata: { event_type: "x", event_payload: { ref: "ours" } } },
    ];
    stage.vendors.fault({ vendor: "slack", body: { ok: true, messages, has_more: false } });

    const found = await stage.connectors.slack.findMessage({ ref: "ours", since });

    expect(found).toEqual({ channel, ts: "1.6" });
  });
});

describe("slack.updateMessage()", () => {
  it("replaces text and blocks, and leaves the metadata by which it is found", async () => {
    const { slack } = stage.connectors;
    const blocks = [{ type: "divider" }];

    await slack.updateMessage(thread, { text: "Now", blocks });

    expect(lastCall()).toMatchObject({
      path: "/api/chat.update",
      body: { ...thread, text: "Now", blocks },
    });
    expect(stored().find(({ ts }) => ts === thread.ts)).toMatchObject({
      text: "Now",
      blocks: [{ type: "divider" }],
      metadata: { event_payload: { ref: "thread" } },
    });
  });

  it("says that a message is gone", async () => {
    const error = await failureOf(
      stage.connectors.slack.updateMessage({ channel, ts: "1.000001" }, message),
    );

    expect(error).toMatchObject({ kind: "not-found", mayHaveHappened: false });
  });
});

describe("slack.readMessage()", () => {
  it("reads one message as it is now", async () => {
    expect(await stage.connectors.slack.readMessage(thread)).toEqual({ ...message, blocks: [] });
  });

  it("answers null for one that is gone", async () => {
    expect(await stage.connectors.slack.readMessage({ channel, ts: "1.000001" })).toBeNull();
  });
});

describe("slack.check()", () => {
  it("says who the token is, and posts nothing", async () => {
    const before = stored().length;

    expect(await stage.connectors.slack.check()).toBe(
      'token accepted as "soc" of "Contoso", channel C0SOCTEAM1 can be read',
    );
    expect(stored()).toHaveLength(before);
  });

  it("names the scope without which a message that may have been posted is not found again", async () => {
    stage.vendors.scene("slack", { scopes: ["chat:write"] });

    const error = await failureOf(stage.connectors.slack.check());

    expect(error.message).toContain("give the app the scope channels:history");
  });

  it("names the signing secret without which no click is believed", async () => {
    const { slack } = connectorsFor(stage.vendors.url, { SLACK_SIGNING_SECRET_NAME: "not-there" });

    const error = await failureOf(slack.check());

    expect(error).toMatchObject({ vendor: "key-vault", kind: "auth" });
    expect(error.message).toMatch(/"not-there" .*: create it in the vault, or name the right one/);
  });

  it("says that the channel is not one", async () => {
    const { slack } = connectorsFor(stage.vendors.url, { SLACK_CHANNEL: "C0NOWHERE" });

    expect((await failureOf(slack.check())).message).toContain("see that SLACK_CHANNEL is the id");
  });
});
