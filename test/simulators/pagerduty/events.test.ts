import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AccountClient, ended, startAccount, trigger } from "./account-client";

let account: AccountClient;

beforeEach(async () => {
  account = await startAccount();
});
afterEach(() => account.running.close());

const incidentsOf = async (key: string) => {
  const path = `/incidents?incident_key=${encodeURIComponent(key)}`;
  return (await account.rest("GET", path)).body.incidents;
};
const statusesOf = async (key: string) => (await incidentsOf(key)).map(({ status }) => status);

describe("an event", () => {
  it("is taken with 202, and opens an incident that its key finds", async () => {
    const { status, body } = await account.event(trigger("a:1"));

    expect([status, body]).toEqual([
      202,
      { status: "success", message: "Event processed", dedup_key: "a:1" },
    ]);
    expect(await incidentsOf("a:1")).toMatchObject([
      {
        status: "triggered",
        urgency: "high",
        incident_key: null,
        title: "A summary",
        alert_counts: { all: 1, triggered: 1, resolved: 0 },
      },
    ]);
  });

  it("gets a key where it has none", async () => {
    const { body } = await account.event({ ...trigger(""), dedup_key: undefined });

    expect(body["dedup_key"]).toMatch(/.+/);
  });

  it("adds to the open alert of its key, whose summary it overwrites", async () => {
    await account.event(trigger("a:1"));
    await account.event(trigger("a:1", { summary: "Another" }));

    const [incident, ...others] = await incidentsOf("a:1");
    const { body } = await account.rest("GET", `/incidents/${String(incident?.["id"])}/alerts`);
    expect(others).toEqual([]);
    expect(body["alerts"]).toMatchObject([{ alert_key: "a:1", summary: "Another" }]);
  });

  it("opens another incident once the first is resolved", async () => {
    await account.event(trigger("a:1"));
    await account.event(ended("acknowledge", "a:1"));
    expect(await statusesOf("a:1")).toEqual(["acknowledged"]);
    await account.event(ended("resolve", "a:1"));

    await account.event(trigger("a:1"));

    expect(await statusesOf("a:1")).toEqual(["resolved", "triggered"]);
  });

  it.each(["acknowledge", "resolve"] as const)(
    "that is to %s a key of nobody is taken with 202, and dropped",
    async (action) => {
      const { status } = await account.event(ended(action, "nobody"));

      expect(status).toBe(202);
      expect(account.running.state("pagerduty")).toMatchObject({
        incidents: [],
        dropped: [{ action, dedupKey: "nobody" }],
      });
    },
  );

  it("does nothing before it is processed", async () => {
    account.running.scene("pagerduty", { processingSeconds: 10 });
    await account.event(trigger("a:1"));

    const before = await statusesOf("a:1");
    account.turnBy(10);

    expect([before, await statusesOf("a:1")]).toEqual([[], ["triggered"]]);
  });

  it.each<[object, string]>([
    [{ routing_key: "short" }, "Length of 'routing_key' is incorrect (should be 32 characters)"],
    [{ routing_key: "" }, "'routing_key' is missing or blank"],
    [{ routing_key: "0".repeat(32) }, "Invalid routing key"],
    [{ event_action: "page" }, "'event_action' is invalid"],
    [{ dedup_key: "k".repeat(256) }, "'dedup_key' is too long"],
    [{ event_action: "resolve", dedup_key: "" }, "'dedup_key' is missing or blank"],
    [{ payload: undefined }, "'payload' is missing or blank"],
    [trigger("k", { summary: "s".repeat(1_025) }), "'summary' is too long"],
    [trigger("k", { source: "" }), "'payload.source' is missing or blank"],
    [trigger("k", { severity: "High" }), "'payload.severity' is invalid"],
    [trigger("k", { custom_details: "text" }), "'payload.custom_details' is invalid"],
    [{ links: [{ text: "no address" }] }, "'links' is invalid"],
  ])("with %j is refused", async (change, reason) => {
    const { status, body } = await account.event({ ...trigger("k"), ...change });

    expect([status, body["status"], body["message"]]).toEqual([
      400,
      "invalid event",
      "Event object is invalid",
    ]);
    expect(body.errors.join()).toContain(reason);
    expect(account.running.state("pagerduty")).toMatchObject({ incidents: [] });
  });

  it("of more than 512 KB is refused", async () => {
    const { status } = await account.event(
      trigger("k", { custom_details: { a: "x".repeat(525_000) } }),
    );

    expect(status).toBe(400);
  });

  it("is one of 120 in any minute, and no header says when the next may come", async () => {
    account.running.scene("pagerduty", { eventsPerMinute: 2 });
    await account.event(trigger("a"));
    account.turnBy(30);
    await account.event(trigger("b"));

    const refused = await account.event(trigger("c"));
    account.turnBy(31);
    const taken = await account.event(trigger("c"));

    expect([refused.status, refused.headers.get("retry-after"), taken.status]).toEqual([
      429,
      null,
      202,
    ]);
  });

  it("shows its routing key nowhere", async () => {
    await account.event(trigger("a"));

    const shown = JSON.stringify([account.running.calls(), account.running.state("pagerduty")]);
    expect(shown).not.toContain("pagerdutytestroutingkey");
  });

  it("is remembered by an account that keeps its memory in a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "account-"));
    const first = await startAccount(join(folder, "memory.sqlite"));
    await first.event(trigger("kept"));
    await first.running.close();

    const second = await startAccount(join(folder, "memory.sqlite"));
    await second.event(trigger("kept"));

    expect(second.running.state("pagerduty")).toMatchObject({
      incidents: [{ status: "triggered" }],
    });
    await second.running.close();
    rmSync(folder, { recursive: true });
  });
});
