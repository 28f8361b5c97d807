import { noticeOf } from "../../../domain/report/notice";
import * as fc from "fast-check";
import { createActivities } from "../../../activities";
import { readPolicy } from "../../../config/policy";
import { triggerEvent } from "../../../connectors/pagerduty/event";
import { memoryLedger } from "../../../ledger/memory";
import { hostileText } from "../../support/hostile";
import { sampleReport } from "../../support/sample-report";
import { connectorsFor, failureOf, useStage } from "../stage";
import { draft, logged, page, pagesOf, stateOf, usualScene } from "./account";

const stage = useStage();
const key = "sentinel:33333333-3333-3333-3333-333333333333";

let nth = 0;
let fresh: string;

beforeEach(() => {
  nth += 1;
  fresh = `sentinel:fresh-${nth}`;
  stage.vendors.scene("pagerduty", usualScene);
});

const calls = () => stage.vendors.calls("pagerduty");

describe("pagerduty.triggerPage()", () => {
  it("sends one event, whose routing key no log shows", async () => {
    await stage.connectors.pagerduty.triggerPage(key, page);

    expect(calls()).toMatchObject([
      {
        method: "POST",
        path: "/v2/enqueue",
        status: 202,
        body: { routing_key: "***", event_action: "trigger", dedup_key: key, ...page },
      },
    ]);
  });

  it("adds to what is open, and pages anew once it is resolved", async () => {
    const { pagerduty } = stage.connectors;
    await pagerduty.triggerPage(fresh, page);
    await pagerduty.triggerPage(fresh, page);
    expect(pagesOf(stage.vendors, fresh)).toBe(1);

    await pagerduty.resolvePage(fresh);
    await pagerduty.triggerPage(fresh, page);

    expect(pagesOf(stage.vendors, fresh)).toBe(2);
  });

  it.each([
    ["a reset", { kind: "reset" }],
    ["an outage", { status: 503 }],
  ] as const)(
    "pages nobody again when its answer was lost to %s and somebody resolved it since",
    async (_title, lost) => {
      const { connectors, vendors } = stage;
      const policy = readPolicy("policy.json");
      const activities = createActivities({
        connectors,
        ledger: memoryLedger(),
        policy,
        budgets: {},
        scopes: {},
        now: () => new Date(),
      });
      const step = { key: `late-${nth}`, runId: "run", at: "2026-11-24T03:00:00.000Z" };
      const deliver = () =>
        activities.triggerPage({ step, key: fresh, notice: noticeOf(sampleReport()) });
      vendors.fault({ vendor: "pagerduty", route: "POST /v2/enqueue", ...lost, afterEffect: true });

      await expect(deliver()).rejects.toThrow("POST /v2/enqueue");
      await connectors.pagerduty.resolvePage(fresh);

      expect(await deliver()).toMatchObject({ ok: true, value: { sent: "yes", key: fresh } });
      expect(pagesOf(vendors, fresh)).toBe(1);
    },
  );

  it.each(["", "a b", "k".repeat(256), "ä", "a\nb"])("sends no key like %j", async (odd) => {
    const { pagerduty } = stage.connectors;

    for (const call of [
      pagerduty.triggerPage(odd, page),
      pagerduty.resolvePage(odd),
      pagerduty.findPage(odd),
    ]) {
      expect(await failureOf(call)).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    }
    expect(calls()).toEqual([]);
  });

  it("is never refused for its texts, and never sends more than an event may have", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, fc.nat(2_000), async (text, times) => {
        const long = text.repeat(times);
        const hostile = {
          client: text,
          client_url: text,
          links: [{ href: text, text: long }],
          payload: {
            ...page.payload,
            summary: long,
            source: text,
            class: long,
            custom_details: { [text]: [long, long] },
          },
        };

        await stage.connectors.pagerduty.triggerPage(key, hostile);

        expect(calls().at(-1)?.status).toBe(202);
      }),
      { numRuns: 30 },
    );
  });

  it("leaves details out that are too long, and says so", () => {
    const custom_details = { Why: "x".repeat(600_000) };

    const { payload } = triggerEvent(key, {
      ...page,
      payload: { ...page.payload, custom_details },
    });

    expect(payload).toMatchObject({
      summary: page.payload.summary,
      custom_details: { "Left out": "The details are longer than PagerDuty takes" },
    });
  });

  it("waits half a minute when there are too many, as no header says it", async () => {
    stage.vendors.scene("pagerduty", { eventsPerMinute: 0 });

    const error = await failureOf(stage.connectors.pagerduty.triggerPage(key, page));

    expect(error).toMatchObject({ kind: "rate-limited", retryAfterSeconds: 30 });
  });

  it.each(["", "short", "x".repeat(33), "has spaces in it and 32 letters!"])(
    "says what a routing key looks like, and not that it is %j",
    async (value) => {
      stage.vendors.scene("key-vault", { secrets: { odd: { value } } });
      const { pagerduty } = connectorsFor(stage.vendors.url, { PAGERDUTY_ROUTING_KEY_NAME: "odd" });

      const error = await failureOf(pagerduty.triggerPage(key, page));

      expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
      expect(error.message).toMatch(/^(pagerduty|key-vault): .*odd/);
    },
  );

  it("says what to do about a routing key that is no integration's, without showing it", async () => {
    const value = "0123456789abcdef0123456789abcdef";
    stage.vendors.scene("key-vault", { secrets: { odd: { value } } });
    const { pagerduty } = connectorsFor(stage.vendors.url, { PAGERDUTY_ROUTING_KEY_NAME: "odd" });

    const error = await failureOf(pagerduty.triggerPage(key, page));

    expect(error.message).toBe(
      'pagerduty: POST /v2/enqueue answered 400 (Event object is invalid: Invalid routing key): if it is the routing key, see that the secret "odd" holds the key of an Events API v2 integration',
    );
  });
});

describe("pagerduty.findPage()", () => {
  it("asks by key for every status and age, in the name of a user", async () => {
    await stage.connectors.pagerduty.findPage(key);

    expect(calls()).toMatchObject([
      {
        method: "GET",
        path: `/incidents?incident_key=${encodeURIComponent(key)}&statuses%5B%5D=triggered&statuses%5B%5D=acknowledged&statuses%5B%5D=resolved&date_range=all&sort_by=created_at%3Aasc&limit=100`,
        status: 200,
      },
    ]);
  });

  it("finds nothing under a key of nobody", async () => {
    await expect(stage.connectors.pagerduty.findPage(fresh)).resolves.toBeNull();
  });

  it("follows a page to its end, and finds it there, however long ago", async () => {
    const { pagerduty } = stage.connectors;
    const states = [];
    await pagerduty.triggerPage(fresh, page);
    states.push((await pagerduty.findPage(fresh))?.state);
    await pagerduty.acknowledgePage(fresh);
    states.push((await pagerduty.findPage(fresh))?.state);
    await pagerduty.resolvePage(fresh);
    const found = await pagerduty.findPage(fresh);

    expect([...states, found?.state]).toEqual(["triggered", "acknowledged", "resolved"]);
    expect(found?.incidentUrl).toMatch(/^https:\/\/contoso\.pagerduty\.com\/incidents\/Q\w+$/);
  });

  it("prefers what is open to what was", async () => {
    const { pagerduty } = stage.connectors;
    await pagerduty.triggerPage(fresh, page);
    await pagerduty.resolvePage(fresh);
    await pagerduty.triggerPage(fresh, page);

    expect((await pagerduty.findPage(fresh))?.state).toBe("triggered");
  });

  it("does not take another incident of an account that ignored the key", async () => {
    const incident = {
      id: "Q1",
      incident_number: 1,
      status: "triggered",
      html_url: "https://contoso.pagerduty.com/incidents/Q1",
      incident_key: "another",
      alert_counts: { all: 0 },
      created_at: "2026-11-24T02:40:12Z",
    };
    const body = { incidents: [incident, { ...incident, incident_key: null }] };
    stage.vendors.fault({ vendor: "pagerduty", route: "GET /incidents", body });

    await expect(stage.connectors.pagerduty.findPage(key)).resolves.toBeNull();
  });

  it("is not content with a ticket under the key that woke nobody up", async () => {
    const { pagerduty, tickets } = stage.connectors;
    const ticket = await tickets.pagerduty.createTicket({ ...draft, key: fresh, severity: "Low" });
    const before = await pagerduty.findPage(fresh);

    await pagerduty.triggerPage(fresh, page);

    const after = await pagerduty.findPage(fresh);
    expect([before, after?.state]).toEqual([null, "triggered"]);
    expect(after?.incidentUrl).not.toBe(ticket.url);
    await expect(tickets.pagerduty.findTicket(fresh)).resolves.toMatchObject({ id: ticket.id });
  });

  it("takes a ticket of high urgency for a page: it has paged", async () => {
    const { pagerduty, tickets } = stage.connectors;
    const { url } = await tickets.pagerduty.createTicket({ ...draft, key: fresh });

    await expect(pagerduty.findPage(fresh)).resolves.toEqual({
      state: "triggered",
      incidentUrl: url,
    });
  });

  it("takes an incident for a page when PagerDuty does not count its alerts", async () => {
    const { pagerduty } = stage.connectors;
    const incident = {
      id: "Q1",
      incident_number: 1,
      status: "resolved",
      urgency: "low",
      html_url: "https://contoso.pagerduty.com/incidents/Q1",
      incident_key: null,
      created_at: "2026-11-24T02:40:12Z",
    };
    const body = { incidents: [incident] };
    stage.vendors.fault({ vendor: "pagerduty", route: "GET /incidents", body });

    await expect(pagerduty.findPage(fresh)).resolves.toMatchObject({ state: "resolved" });
  });

  it("waits as long as the quota's header says", async () => {
    stage.vendors.scene("pagerduty", { requestsPerMinute: 0 });

    const error = await failureOf(stage.connectors.pagerduty.findPage(key));

    expect(error).toMatchObject({ kind: "rate-limited" });
    // What is left of the minute.
    expect(error.retryAfterSeconds).toBeGreaterThan(20);
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(error.message).toContain("2020: Rate Limit Exceeded");
  });
});

describe("pagerduty.acknowledgePage() and resolvePage()", () => {
  it("are dropped without a word when nothing is open under the key", async () => {
    const { pagerduty } = stage.connectors;

    await pagerduty.acknowledgePage(fresh);
    await pagerduty.resolvePage(fresh);

    expect(stateOf(stage.vendors).dropped).toEqual(
      expect.arrayContaining([
        { action: "acknowledge", dedupKey: fresh },
        { action: "resolve", dedupKey: fresh },
      ]),
    );
    expect(logged(stage.vendors, fresh, "resolved")).toBe(0);
  });

  it("send nothing but the key", async () => {
    await stage.connectors.pagerduty.resolvePage(key);

    expect(calls()[0]?.body).toEqual({
      routing_key: "***",
      event_action: "resolve",
      dedup_key: key,
    });
  });
});

describe("pagerduty.check()", () => {
  it("says what works, how much is left, and what it cannot know", async () => {
    stage.vendors.scene("pagerduty", { requestsPerMinute: 960 });

    await expect(stage.connectors.pagerduty.check()).resolves.toMatch(
      /^API key accepted \(\d+ requests left this minute\), service SOC is active; routing key has the right form, which only an event would prove$/,
    );
  });

  it("asks what the plan can do, where no service is set", async () => {
    const { pagerduty } = connectorsFor(stage.vendors.url, { PAGERDUTY_SERVICE_ID: "" });

    await expect(pagerduty.check()).resolves.toContain("API key accepted");
    expect(calls()[0]?.path).toBe("/abilities");
  });

  it("names a service that pages nobody", async () => {
    stage.vendors.scene("pagerduty", { serviceStatus: "disabled" });

    const { message } = await failureOf(stage.connectors.pagerduty.check());

    expect(message).toContain("PAGERDUTY_SERVICE_ID is disabled");
  });

  it("names a service that the account does not have", async () => {
    const { pagerduty } = connectorsFor(stage.vendors.url, { PAGERDUTY_SERVICE_ID: "PNOSUCH" });

    const error = await failureOf(pagerduty.check());

    expect(error).toMatchObject({ kind: "not-found", status: 404 });
    expect(error.message).toContain("no service of the id in PAGERDUTY_SERVICE_ID");
  });

  it("says nothing about a user that its key may not read", async () => {
    stage.vendors.fault({ vendor: "pagerduty", route: "GET /users", status: 403 });

    await expect(stage.connectors.pagerduty.check()).resolves.toContain("API key accepted");
  });

  it("names a user that is none", async () => {
    const { pagerduty } = connectorsFor(stage.vendors.url, { PAGERDUTY_FROM: "eve@evil.example" });

    const { message } = await failureOf(pagerduty.check());

    expect(message).toContain("PAGERDUTY_FROM is no user of the account");
  });
});
