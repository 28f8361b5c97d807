import { createHmac } from "node:crypto";
import { HttpRequest } from "@azure/functions";
import { followIdOf } from "../../functions/start-following";
import { isSignedBy } from "../../connectors/webhook";
import { ticketWebhook } from "../../functions/ticket-webhooks";
import { taskHub } from "../support/task-hub";

jest.mock("@azure/functions-core", () => ({}), { virtual: true });

const now = () => new Date("2026-11-24T03:00:00Z");
const secret = "jira-test-webhook-secret";
const signatureOf = (body: string, key = secret): string =>
  `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
const jira = { system: "jira" as const, id: "10042" };

function endpoint({ isFollowed = true, statusOfStarted = "Running" } = {}) {
  const hub = taskHub({ statusOfStarted });
  const id = followIdOf(jira);
  if (isFollowed) hub.starts.push({ name: "followCase", id, input: {} });
  const handle = ticketWebhook({
    system: "jira",
    signed: {
      header: "x-hub-signature",
      isGenuine: async (request) => isSignedBy("sha256", secret, request),
    },
    now,
  });
  const post = (
    body: string,
    headers: Record<string, string> = { "x-hub-signature": signatureOf(body) },
  ) =>
    handle(
      new HttpRequest({
        method: "POST",
        url: "http://localhost:7071/api/tickets/jira",
        headers,
        body: { string: body },
      }),
      hub.client,
    );
  return { post, hub };
}

const body = JSON.stringify({ webhookEvent: "jira:issue_updated", issue: { id: "10042" } });

describe("POST /api/tickets/jira", () => {
  it("wakes the flow that follows the issue, and believes nothing else", async () => {
    const { post, hub } = endpoint();

    expect(await post(body)).toEqual({ status: 202 });

    expect(hub.events).toEqual([{ id: followIdOf(jira), name: "ticketChanged", data: {} }]);
  });

  it.each([
    ["an issue that nobody follows", { isFollowed: false }],
    ["an issue that is followed no more", { statusOfStarted: "Completed" }],
  ])("takes %s with 202 and wakes nobody", async (_, options) => {
    const { post, hub } = endpoint(options);

    expect(await post(body)).toEqual({ status: 202 });
    expect(hub.events).toEqual([]);
  });

  it.each(["", "{", "null", '{"issue":{}}', '{"issue":{"id":7}}'])(
    "takes %p with 202",
    async (text) => {
      const { post, hub } = endpoint();

      expect(await post(text)).toEqual({ status: 202 });
      expect(hub.events).toEqual([]);
    },
  );

  it.each<[string, Record<string, string>]>([
    ["no signature", {}],
    ["another body's signature", { "x-hub-signature": signatureOf("{}") }],
    ["another secret's signature", { "x-hub-signature": signatureOf(body, "other") }],
    ["half a signature", { "x-hub-signature": signatureOf(body).slice(0, 40) }],
    ["another scheme", { "x-hub-signature": signatureOf(body).replace("sha256", "sha1") }],
  ])("refuses %s", async (_, headers) => {
    const { post, hub } = endpoint();

    expect(await post(body, headers)).toMatchObject({ status: 401 });
    expect(hub.events).toEqual([]);
  });

  it("answers 503 while the secret cannot be read, so that the service comes again", async () => {
    const handle = ticketWebhook({
      system: "jira",
      signed: { header: "x-hub-signature", isGenuine: () => Promise.reject(new Error("vault")) },
      now,
    });
    const request = new HttpRequest({
      method: "POST",
      url: "http://localhost/",
      body: { string: body },
    });

    expect(await handle(request, taskHub().client)).toMatchObject({ status: 503 });
  });
});

describe("isSignedBy()", () => {
  // The example of PagerDuty's documentation, made anew: one of two secrets while they are rotated.
  it("takes PagerDuty's signature among several", () => {
    const text = Buffer.from('{"event":{"id":"01DEMO","event_type":"incident.acknowledged"}}');
    const good = "v1=40e40443655409dd61e972cc08d3c002aaf8662ee9e4d077a492dfc214da8125";

    for (const signature of [good, `v1=${"0".repeat(64)}, ${good}`]) {
      expect(isSignedBy("v1", "demo-webhook-secret", { signature, body: text })).toBe(true);
    }
  });

  it("never takes an empty secret, with which anybody could sign", () => {
    const signature = `v1=${createHmac("sha256", "").update("{}").digest("hex")}`;

    expect(isSignedBy("v1", "", { signature, body: Buffer.from("{}") })).toBe(false);
  });
});
