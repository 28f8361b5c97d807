import { channel, useWorkspace } from "./workspace-client";

const { call, get, post, scene, stage, state } = useWorkspace();

const text = (value: string, type = "plain_text") => ({ type, text: value });
const button = (more: object = {}) => ({
  type: "button",
  text: text("Acknowledge"),
  action_id: "acknowledge",
  ...more,
});

describe("credentials", () => {
  it.each([
    ["no token", {}, "not_authed"],
    ["another scheme", { authorization: "Basic xoxb-slack-test-token" }, "not_authed"],
    ["another token", { authorization: "Bearer xoxb-wrong" }, "invalid_auth"],
  ])("refuses %s with status 200", async (_what, headers, error) => {
    const url = `${stage.running.url}/slack/api/auth.test`;
    const answer = await fetch(url, { method: "POST", headers: headers as Record<string, string> });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ ok: false, error });
  });

  it.each(["token_revoked", "token_expired", "account_inactive"])("plays %s", async (token) => {
    scene({ token });

    expect((await post("auth.test", {})).body).toEqual({ ok: false, error: token });
  });

  it("tells who the token is, and its scopes in a header", async () => {
    const { body, headers } = await post("auth.test", {});

    expect(body).toMatchObject({ ok: true, team: "Contoso", user: "soc", bot_id: "B0SOCBOT01" });
    expect(headers.get("x-oauth-scopes")).toBe("chat:write,channels:history");
  });

  it.each([
    ["chat.postMessage", "chat:write"],
    ["chat.update", "chat:write"],
    ["conversations.history", "channels:history"],
    ["conversations.replies", "channels:history"],
  ])("names the scope that %s needs", async (method, needed) => {
    scene({ scopes: ["team:read"] });

    expect((await post(method, { channel, text: "x" })).body).toEqual({
      ok: false,
      error: "missing_scope",
      needed,
      provided: "team:read",
    });
  });
});

describe("chat.postMessage", () => {
  it("answers where the message is, in text", async () => {
    const { body } = await post("chat.postMessage", { channel, text: "High" });

    expect(body).toMatchObject({ ok: true, channel, ts: expect.stringMatching(/^\d{10}\.\d{6}$/) });
    expect(state().messages).toMatchObject([{ ts: body.ts, text: "High", unfurl_links: true }]);
  });

  it("posts again each time: it refuses no duplicate", async () => {
    await post("chat.postMessage", { channel, text: "High" });
    await post("chat.postMessage", { channel, text: "High" });

    expect(state().messages).toHaveLength(2);
  });

  it("takes a form with JSON in it, too", async () => {
    const form = { channel, text: "x", blocks: JSON.stringify([{ type: "divider" }]) };
    const { body } = await call("chat.postMessage", {
      method: "POST",
      body: new URLSearchParams(form),
    });

    expect(body).toMatchObject({ ok: true, message: { blocks: [{ type: "divider" }] } });
  });

  it.each<[string, object]>([
    ["no_text", { channel }],
    ["no_text", { channel, text: "", blocks: [] }],
    ["channel_not_found", { channel: "C0NOWHERE", text: "x" }],
    ["channel_not_found", { text: "x" }],
    ["thread_not_found", { channel, text: "x", thread_ts: "1.000001" }],
    ["invalid_arguments", { channel, text: "x", thread_ts: 1_795_000_001.0002 }],
    ["invalid_metadata_format", { channel, text: "x", metadata: { ref: "r" } }],
    [
      "metadata_too_large",
      {
        channel,
        text: "x",
        metadata: { event_type: "e", event_payload: { a: "x".repeat(16_000) } },
      },
    ],
  ])("refuses with %s: %j", async (error, body) => {
    expect((await post("chat.postMessage", body)).body).toMatchObject({ ok: false, error });
    expect(state().messages).toEqual([]);
  });

  it.each([
    ["{", "application/json", "invalid_json"],
    ["[1]", "application/json", "json_not_object"],
    ["x", "text/plain", "invalid_post_type"],
  ])("refuses the body %j of type %s with %s", async (body, type, error) => {
    const answer = await post("chat.postMessage", body, { "content-type": type });

    expect(answer.body).toEqual({ ok: false, error });
  });

  it("posts where the app is not a member only with its own scope for that", async () => {
    scene({ channels: { C0OTHER: { isMember: false } } });
    const message = { channel: "C0OTHER", text: "x" };

    const refused = await post("chat.postMessage", message);
    scene({ scopes: ["chat:write", "chat:write.public"] });

    expect(refused.body).toEqual({ ok: false, error: "not_in_channel" });
    expect((await post("chat.postMessage", message)).body).toMatchObject({ ok: true });
  });

  it("posts nothing to an archived channel", async () => {
    scene({ channels: { [channel]: { isMember: true, isArchived: true } } });

    expect((await post("chat.postMessage", { channel, text: "x" })).body).toEqual({
      ok: false,
      error: "is_archived",
    });
  });

  it("takes a burst, then one a second, by channel, and says when to come back", async () => {
    scene({ rate: { burst: 2, perSecond: 1 }, channels: { C0OTHER: { isMember: true } } });
    const send = (where = channel) => post("chat.postMessage", { channel: where, text: "x" });
    await send();
    await send();

    const refused = await send();
    const elsewhere = await send("C0OTHER");
    stage.now += 1_000;
    const later = await send();

    expect(refused).toMatchObject({ status: 429, body: { ok: false, error: "ratelimited" } });
    expect(refused.headers.get("retry-after")).toBe("1");
    expect([elsewhere.status, later.status]).toEqual([200, 200]);
  });

  it.each<[string, unknown]>([
    ["51 blocks", Array.from({ length: 51 }, () => ({ type: "divider" }))],
    ["no list", { type: "divider" }],
    ["an unknown block", [{ type: "marquee" }]],
    ["a header with mrkdwn", [{ type: "header", text: text("x", "mrkdwn") }]],
    ["a header of 151 characters", [{ type: "header", text: text("x".repeat(151)) }]],
    ["a section of 3001 characters", [{ type: "section", text: text("x".repeat(3_001)) }]],
    ["a section with nothing", [{ type: "section" }]],
    ["an empty text", [{ type: "section", text: text("") }]],
    ["11 fields", [{ type: "section", fields: Array.from({ length: 11 }, () => text("x")) }]],
    ["a field of 2001 characters", [{ type: "section", fields: [text("x".repeat(2_001))] }]],
    ["11 elements of context", [{ type: "context", elements: Array(11).fill(text("x")) }]],
    ["26 buttons", [{ type: "actions", elements: Array(26).fill(button()) }]],
    ["two buttons with one id", [{ type: "actions", elements: [button(), button()] }]],
    [
      "a label of 76 characters",
      [{ type: "actions", elements: [button({ text: text("x".repeat(76)) })] }],
    ],
    [
      "a value of 2001 characters",
      [{ type: "actions", elements: [button({ value: "x".repeat(2_001) })] }],
    ],
    ["an address that is none", [{ type: "actions", elements: [button({ url: "nowhere" })] }]],
    ["no elements", [{ type: "actions", elements: [] }]],
    [
      "two blocks with one id",
      [
        { type: "divider", block_id: "b" },
        { type: "divider", block_id: "b" },
      ],
    ],
    ["emoji in mrkdwn", [{ type: "section", text: { ...text("x", "mrkdwn"), emoji: true } }]],
  ])("refuses %s with invalid_blocks, and says where", async (_what, blocks) => {
    const { body } = await post("chat.postMessage", { channel, text: "x", blocks });

    expect(body).toEqual({
      ok: false,
      error: "invalid_blocks",
      response_metadata: { messages: [expect.stringMatching(/json-pointer:\/blocks/)] },
    });
  });
});

describe("chat.update", () => {
  it("replaces text and blocks; metadata stays, blocks that are not given go", async () => {
    const metadata = { event_type: "e", event_payload: { ref: "r" } };
    const blocks = [{ type: "divider" }];
    const { body } = await post("chat.postMessage", { channel, text: "x", blocks, metadata });

    await post("chat.update", { channel, ts: body.ts, text: "y" });

    const [message] = state().messages;
    expect(message).toMatchObject({ text: "y", metadata, edited: expect.any(String) });
    expect(message).not.toHaveProperty("blocks");
  });

  it.each([
    ["message_not_found", "1.000001"],
    ["invalid_arguments", 1_795_000_001.0002],
  ])("refuses with %s a message named %j", async (error, ts) => {
    expect((await post("chat.update", { channel, ts, text: "y" })).body).toMatchObject({ error });
  });
});

describe("chat.getPermalink", () => {
  it("tells where people read a message", async () => {
    const { body } = await post("chat.postMessage", { channel, text: "x" });
    const query = { channel, message_ts: String(body.ts) };

    expect((await get("chat.getPermalink", query)).body).toEqual({
      ok: true,
      channel,
      permalink: `https://contoso.slack.com/archives/${channel}/p${String(body.ts).replace(".", "")}`,
    });
    expect((await get("chat.getPermalink", { ...query, message_ts: "1.1" })).body).toEqual({
      ok: false,
      error: "message_not_found",
    });
  });
});
