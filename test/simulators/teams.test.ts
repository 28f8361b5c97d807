import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { teams } from "../../simulators/teams";
import { webhookPath, workflowId } from "../../simulators/teams/trigger";

let running: RunningSimulators;
let now: number;

beforeEach(async () => {
  now = Date.UTC(2026, 10, 24, 3);
  running = await startSimulators({ only: [teams], now: () => now });
});

afterEach(() => running.close());

const card = (text = "High: Multi-stage intrusion on HOST-7") => ({
  type: "AdaptiveCard",
  version: "1.5",
  body: [{ type: "TextBlock", text, wrap: true }],
});
const message = (content: unknown = card()) => ({
  type: "message",
  attachments: [
    { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content },
  ],
});

const post = (body: unknown, path = webhookPath, headers: Record<string, string> = {}) =>
  fetch(`${running.url}/teams${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

interface State {
  messages: { at: string; cards: unknown[] }[];
  failedRuns: { error: string }[];
}
const state = () => running.state("teams") as State;

describe("the webhook address", () => {
  it("takes a message with 202 and nothing else, and posts its card", async () => {
    const answer = await post(message());

    expect(answer.status).toBe(202);
    await expect(answer.text()).resolves.toBe("");
    expect(answer.headers.get("content-length")).toBe("0");
    expect(state().messages).toMatchObject([{ at: "2026-11-24T03:00:00.000Z", cards: [card()] }]);
    expect(state().failedRuns).toEqual([]);
  });

  it("posts a message again each time it is sent: it knows no duplicates", async () => {
    await post(message());
    await post(message());

    expect(state().messages).toHaveLength(2);
  });

  it.each([
    ["a changed sig", (path: string) => path.replace("test-signature", "guess")],
    ["sp encoded anew", (path: string) => path.replaceAll("%2F", "/")],
    ["sp encoded in lower case", (path: string) => path.replaceAll("%2F", "%2f")],
    ["parameters in another order", (path: string) => path.replace("&sv=1.0", "") + "&sv=1.0"],
    ["one parameter more", (path: string) => `${path}&x=1`],
  ])("refuses a query with %s", async (_title, change) => {
    const answer = await post(message(), change(webhookPath));

    expect(answer.status).toBe(401);
    await expect(answer.json()).resolves.toMatchObject({ error: { code: "AuthorizationFailed" } });
    expect(state().messages).toEqual([]);
  });

  it.each([
    ["no sig", webhookPath.replace(/&sig=.*/, ""), {}],
    ["a token besides the signature", webhookPath, { authorization: "Bearer x" }],
  ])("takes nothing but its signature: not %s", async (_title, path, headers) => {
    const answer = await post(message(), path, headers);

    expect(answer.status).toBe(401);
    await expect(answer.json()).resolves.toMatchObject({
      error: { code: "DirectApiAuthorizationRequired" },
    });
  });

  it("misses its api-version when the query is lost", async () => {
    const answer = await post(message(), webhookPath.replace(/\?.*/, ""));

    expect(answer.status).toBe(400);
    await expect(answer.json()).resolves.toMatchObject({
      error: { code: "MissingApiVersionParameter" },
    });
  });

  it("does not know another workflow", async () => {
    const answer = await post(message(), webhookPath.replace(workflowId, "0".repeat(32)));

    expect(answer.status).toBe(404);
    await expect(answer.json()).resolves.toMatchObject({ error: { code: "WorkflowNotFound" } });
  });

  it.each([
    ["disabled", 404],
    ["deleted", 400],
  ])("of a flow that is %s answers %i", async (flow, status) => {
    running.scene("teams", { flow });

    const answer = await post(message());

    expect(answer.status).toBe(status);
    await expect(answer.json()).resolves.toMatchObject({
      error: { code: "WorkflowTriggerIsNotEnabled" },
    });
    expect(state().messages).toEqual([]);
  });

  it("takes so many requests in so many seconds, and says when to come back", async () => {
    running.scene("teams", { rate: { requests: 2, seconds: 6 } });
    await post(message());
    now += 2_000;
    await post(message());

    const refused = await post(message());
    now += 4_000;
    const later = await post(message());

    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("4");
    expect(later.status).toBe(202);
    expect(state().messages).toHaveLength(3);
  });

  it("shows its sig to nobody who reads the calls", async () => {
    await post(message());

    expect(JSON.stringify(running.calls())).not.toContain("teams-test-signature");
  });
});

describe("a run of the flow", () => {
  it.each<[string, unknown, string]>([
    [
      "no attachments",
      { type: "message", text: "hello" },
      "'foreach' expression '@triggerOutputs()?['body']?['attachments']' is of type 'Null'",
    ],
    ["attachments that are no list", { type: "message", attachments: "x" }, "is of type 'String'"],
    ["a body that is no JSON", "hello", "is of type 'Null'"],
    ["the bare card", card(), "Property 'type' must be"],
    [
      "the bare card as an attachment",
      { type: "message", attachments: [card()] },
      "Property 'type' must be 'AdaptiveCard'",
    ],
    [
      "another content type",
      { type: "message", attachments: [{ contentType: "text/html", content: card() }] },
      'content type "text/html"',
    ],
    [
      "an unknown element",
      message({ ...card(), body: [{ type: "Markdown" }] }),
      "unknown type 'Markdown'",
    ],
    ["too many bytes", message(card("x".repeat(24_000))), "MessageSizeTooBig"],
  ])("fails for %s, and its caller reads 202 all the same", async (_title, body, error) => {
    const answer = await post(body);

    expect(answer.status).toBe(202);
    await expect(answer.text()).resolves.toBe("");
    expect(state().messages).toEqual([]);
    expect(state().failedRuns).toMatchObject([{ error: expect.stringContaining(error) }]);
  });

  it("posts nothing when one of several cards is bad", async () => {
    const [attachment] = message().attachments;
    await post({ type: "message", attachments: [attachment, { content: { type: "X" } }] });

    expect(state()).toMatchObject({ messages: [], failedRuns: [{}] });
  });

  it("takes a request of 20 KB", async () => {
    await post(message(card("x".repeat(20_000))));

    expect(state().failedRuns).toEqual([]);
  });

  it("counts bytes, not characters", async () => {
    await post(message(card("\u20ac".repeat(9_000))));

    expect(state().failedRuns).toMatchObject([{ error: expect.stringContaining("TooBig") }]);
  });
});

describe("the scene", () => {
  it.each([{ flow: "gone" }, { rate: { requests: 0, seconds: 1 } }, { unknown: 1 }, null])(
    "cannot be %j",
    (scene) => {
      expect(() => running.scene("teams", scene)).toThrow('The scene of "teams" takes');
    },
  );

  it("takes the rate away again with null", async () => {
    running.scene("teams", { rate: { requests: 1, seconds: 60 } });
    await post(message());
    running.scene("teams", { rate: null });

    expect((await post(message())).status).toBe(202);
  });
});

describe("the memory of the channel", () => {
  it("keeps its messages over a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulators-"));
    const options = { only: [teams], memoryFile: join(folder, "memory.db") };
    const first = await startSimulators(options);
    await fetch(`${first.url}/teams${webhookPath}`, {
      method: "POST",
      body: JSON.stringify(message()),
    });
    await first.close();

    const second = await startSimulators(options);

    expect(second.state("teams")).toMatchObject({ messages: [{ cards: [card()] }] });
    await second.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
