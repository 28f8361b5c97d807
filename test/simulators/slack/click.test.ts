import { createHmac } from "node:crypto";
import { type IncomingHttpHeaders, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { channel, useWorkspace } from "./workspace-client";

const { post, scene, stage, state } = useWorkspace();

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** An app that answers each click with a status, or not at all with 0. */
async function app(status: number) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      received.push({ headers: request.headers, body });
      return status === 0 ? response.destroy() : response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/interactivity`;
  return { url, received, close: () => server.close() };
}

async function answered(): Promise<unknown[]> {
  while (state().clicks.length === 0) await new Promise(setImmediate);
  return state().clicks;
}

const elements = [
  {
    type: "button",
    action_id: "acknowledge",
    text: { type: "plain_text", text: "Acknowledge" },
    value: "run-1",
  },
];
const message = { channel, text: "High", blocks: [{ type: "actions", elements }] };

describe("a click", () => {
  it("is sent as Slack sends it, signed by the app's secret", async () => {
    const { body } = await post("chat.postMessage", message);
    const { url, received, close } = await app(200);

    scene({ click: { url, action: "acknowledge", user: "U0SAM00002" } });

    expect(await answered()).toEqual([
      { action: "acknowledge", at: "2026-11-24T03:00:00.000Z", status: 200, body: "" },
    ]);
    close();
    const [request] = received;
    const timestamp = String(stage.now / 1000);
    const digest = createHmac("sha256", "slack-test-signing-secret")
      .update(`v0:${timestamp}:${request?.body}`)
      .digest("hex");
    expect(request?.headers).toMatchObject({
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": `v0=${digest}`,
    });
    expect(JSON.parse(new URLSearchParams(request?.body).get("payload") ?? "")).toMatchObject({
      type: "block_actions",
      user: { id: "U0SAM00002" },
      container: { message_ts: body.ts, channel_id: channel },
      actions: [{ action_id: "acknowledge", value: "run-1", block_id: expect.any(String) }],
    });
  });

  it("can be old, and signed by another secret", async () => {
    await post("chat.postMessage", message);
    const { url, received, close } = await app(401);

    scene({ click: { url, action: "acknowledge", ageSeconds: 600, secret: "a-guess" } });

    expect(await answered()).toMatchObject([{ status: 401 }]);
    close();
    expect(received[0]?.headers["x-slack-request-timestamp"]).toBe(String(stage.now / 1000 - 600));
  });

  it("is noted as unanswered when the app does not answer", async () => {
    await post("chat.postMessage", message);
    const { url, close } = await app(0);

    scene({ click: { url, action: "acknowledge" } });

    expect(await answered()).toMatchObject([{ status: 0 }]);
    close();
  });

  it("needs a button that is there", () => {
    const click = { url: "http://127.0.0.1:9/", action: "acknowledge" };

    expect(() => scene({ click })).toThrow(
      'No message has a button with the action_id "acknowledge"',
    );
  });

  it.each([
    { url: "https://example.com/", action: "acknowledge" },
    { url: "http://127.0.0.1:9/", action: 7 },
    { url: "http://127.0.0.1:9/", action: "acknowledge", surprise: true },
    "acknowledge",
  ])("is refused as a scene: %j", (click) => {
    expect(() => scene({ click })).toThrow('The scene of "slack" takes');
  });
});

describe("a scene", () => {
  it.each([
    { token: "gone" },
    { scopes: "chat:write" },
    { channels: { lower: { isMember: true } } },
    { channels: { C0X: true } },
    { rate: { burst: 0, perSecond: 1 } },
    { surprise: true },
    [],
  ])("is refused with a sentence: %j", (input) => {
    expect(() => scene(input)).toThrow('The scene of "slack" takes "token"');
  });

  it("forgets a channel that is set to null", async () => {
    scene({ channels: { [channel]: null } });

    expect((await post("chat.postMessage", message)).body).toMatchObject({
      error: "channel_not_found",
    });
  });
});
