import { type IncomingMessage, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { HttpRequest } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { approvalGate } from "../../functions/approval-gate";
import { memoryLedger } from "../../ledger/memory";
import { slackInteractivity } from "../../functions/slack-interactivity";
import { isSigned } from "../../connectors/slack/signature";
import { signed, slackSigningSecret } from "../../simulators/slack/click";
import { useStage } from "../connectors/stage";

jest.mock("@azure/functions-core", () => ({}), { virtual: true });

const now = new Date("2026-11-24T03:00:00Z");

/** A task hub, and what was started in it. */
function hub() {
  const starts: { name: string; id: string; input: unknown }[] = [];
  const client = {
    async getStatus(id: string) {
      if (!starts.some((one) => one.id === id)) throw new Error("404");
      return { runtimeStatus: "Completed" };
    },
    async startNew(name: string, { instanceId, input }: { instanceId: string; input: unknown }) {
      starts.push({ name, id: instanceId, input });
      return instanceId;
    },
  } as unknown as DurableClient;
  return { client, starts };
}

function endpoint(
  verify: (...args: Parameters<typeof isSigned>) => boolean = isSigned,
  ledger = memoryLedger(),
) {
  const { client, starts } = hub();
  const handle = slackInteractivity({
    isSigned: async (request) => verify(request, slackSigningSecret),
    gate: approvalGate({ ledger, now: () => now }),
    now: () => now,
  });
  const post = (body: string | Buffer, headers: Record<string, string>) =>
    handle(
      new HttpRequest({
        method: "POST",
        url: "http://localhost:7071/api/slack/interactivity",
        headers,
        body: { bytes: Buffer.from(body) },
      }),
      client,
    );
  const send = ({ body, headers }: ReturnType<typeof signed>) => post(body, headers);
  return { post, send, starts };
}

const payload = {
  type: "block_actions",
  user: { id: "U0ALEX0001", username: "alex" },
  container: { type: "message", message_ts: "1795000001.000200", channel_id: "C0SOCTEAM1" },
  actions: [{ action_id: "acknowledge", block_id: "b", value: "run-1", type: "button" }],
};
const request = (value: unknown = payload, options: Parameters<typeof signed>[1] = {}) =>
  signed(`payload=${encodeURIComponent(JSON.stringify(value))}`, options, now.getTime());
const clickOn = (actionId: string) => ({ ...payload, actions: [{ action_id: actionId }] });

describe("slackInteractivity", () => {
  it("answers a click with 200 and nothing else, and starts one run", async () => {
    const { send, starts } = endpoint();

    expect(await send(request())).toEqual({ status: 200 });

    expect(starts).toEqual([
      {
        name: "acknowledgeNotice",
        id: expect.stringMatching(/^acknowledge-[0-9a-f]{32}$/),
        input: { channel: "C0SOCTEAM1", ts: "1795000001.000200", userId: "U0ALEX0001" },
      },
    ]);
  });

  it("starts nothing for another click on the same message, whoever clicks", async () => {
    const { send, starts } = endpoint();
    await send(request());

    expect(await send(request())).toEqual({ status: 200 });
    expect(await send(request({ ...payload, user: { id: "U0SAM00002" } }))).toEqual({
      status: 200,
    });

    expect(starts).toHaveLength(1);
  });

  it("starts another run for another message", async () => {
    const { send, starts } = endpoint();
    await send(request());

    await send(
      request({ ...payload, container: { ...payload.container, message_ts: "1795000001.000201" } }),
    );

    expect(new Set(starts.map(({ id }) => id)).size).toBe(2);
  });

  it.each<[string, unknown]>([
    ["a button that only opens a page", clickOn("open-0")],
    ["a button that it does not know", clickOn("snooze")],
    ["a vote on an approval that is not there", clickOn("approve")],
    ["a shortcut", { type: "shortcut", user: { id: "U0ALEX0001" } }],
    ["a payload that is none", "text"],
  ])("takes %s with 200 and passes it over", async (_what, value) => {
    const { send, starts } = endpoint();

    expect(await send(request(value))).toEqual({ status: 200 });
    expect(starts).toEqual([]);
  });

  it.each([
    ["another secret's signature", request(payload, { secret: "a-guess" })],
    ["a signature of six minutes ago", request(payload, { ageSeconds: 360 })],
    ["a signature of the future", request(payload, { ageSeconds: -360 })],
    ["no signature", { body: request().body, headers: {} }],
    ["another body below the signature", { ...request(), body: request(clickOn("x")).body }],
  ])("refuses %s with 401 and one sentence", async (_what, forged) => {
    const { send, starts } = endpoint();

    expect(await send(forged)).toEqual({
      status: 401,
      jsonBody: { error: "The request does not carry a fresh signature of Slack" },
    });
    expect(starts).toEqual([]);
  });

  it("tells one whose vote the ledger did not take, in the thread", async () => {
    const revise = async () => {
      throw new Error("disk I/O error");
    };
    const { send, starts } = endpoint(isSigned, { ...memoryLedger(), revise });

    expect(await send(request(clickOn("approve")))).toEqual({ status: 200 });

    expect(starts).toMatchObject([
      {
        name: "answerVoter",
        input: {
          userId: "U0ALEX0001",
          text: expect.stringMatching(
            /^The ledger did not answer \(disk I\/O error\), so it is not known whether/,
          ),
        },
      },
    ]);
  });

  it("refuses a body above 256 KB before it looks at the signature", async () => {
    const verify = jest.fn(() => true);
    const { post } = endpoint(verify);

    const announced = await post("x", { "content-length": "262145" });
    const sent = await post(Buffer.alloc(262_145), {});

    expect([announced.status, sent.status]).toEqual([413, 413]);
    expect(verify).not.toHaveBeenCalled();
  });

  it("answers 503 when the signing secret cannot be read", async () => {
    const { send } = endpoint(() => {
      throw new Error("the vault is away");
    });

    expect(await send(request())).toEqual({
      status: 503,
      jsonBody: { error: "The signing secret cannot be read now" },
    });
  });
});

describe("a click in the simulated Slack", () => {
  const stage = useStage();

  it("reaches the app, signed, and is answered in time", async () => {
    const { client, starts } = hub();
    const { slack } = stage.connectors;
    const handle = slackInteractivity({
      isSigned: slack.isSigned,
      gate: approvalGate({ ledger: memoryLedger(), now: () => new Date() }),
      now: () => new Date(),
    });
    const server = createServer((incoming, response) => {
      void answer(incoming).then((status) => response.writeHead(status).end());
    });
    async function answer(incoming: IncomingMessage): Promise<number> {
      const { status } = await handle(
        new HttpRequest({
          method: "POST",
          url: "http://localhost/api/slack/interactivity",
          headers: incoming.headers as Record<string, string>,
          body: { bytes: await buffer(incoming) },
        }),
        client,
      );
      return status ?? 500;
    }
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const text = { type: "plain_text", text: "Acknowledge" };
    const button = { type: "button", action_id: "acknowledge", text, value: "run-1" };
    const message = { text: "High", blocks: [{ type: "actions", elements: [button] }] };
    const posted = await slack.postMessage({ message, ref: "r" });

    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    stage.vendors.scene("slack", { click: { url, action: "acknowledge" } });
    const clicks = () => (stage.vendors.state("slack") as { clicks: unknown[] }).clicks;
    while (clicks().length === 0) await new Promise(setImmediate);
    server.close();

    expect(clicks()).toMatchObject([{ action: "acknowledge", status: 200, body: "" }]);
    expect(starts).toMatchObject([{ input: { ...posted, userId: "U0ALEX0001" } }]);
  });
});
