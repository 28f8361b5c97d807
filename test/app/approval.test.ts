import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Policy } from "../../domain/policy";
import { type SignedRequest, signed } from "../../simulators/slack/click";
import { type AppUnderTest, startApp } from "../support/app-process";
import { incidentBody } from "../support/incident-body";

jest.setTimeout(180_000);

const [alex, sam] = [
  "a11ce000-0000-4000-8000-000000000001",
  "5a11ce00-0000-4000-8000-000000000002",
];

/** What ships, without limits that incidents of several tests would share. */
function unlimited(shipped: Policy): Policy {
  const limits = { perIncident: 100, perHour: 10_000, perDay: 10_000 };
  return { ...shipped, contain: { ...shipped.contain, limits } };
}

/** Posts an incident; answers its run and its approval once people can decide. */
async function askedIn(app: AppUnderTest) {
  const response = await app.post(incidentBody({ name: randomUUID() }));
  const { id } = (await response.json()) as { id: string };
  for (let tries = 0; tries < 400; tries += 1) {
    const status = await fetch(`${app.url()}/runtime/webhooks/durabletask/instances/${id}`);
    const { customStatus } = (await status.json()) as {
      customStatus?: { phase?: string; approval?: string } | null;
    };
    const approval = customStatus?.phase === "agreeing" && customStatus.approval;
    const page = approval ? await fetch(`${app.url()}/api/approvals/${approval}?as=${alex}`) : null;
    if (approval && page?.status === 200) return { id, approval, page: await page.text() };
    await pause(100);
  }
  throw new Error("It does not ask");
}

const commentsOf = ({ simulators }: AppUnderTest): string[] =>
  simulators
    .calls("sentinel")
    .filter(({ method, path }) => method === "PUT" && path.includes("/comments/"))
    .map(({ body }) => (body as { properties: { message: string } }).properties.message);

describe("a run that asks people", () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp({ policy: unlimited });
  });
  afterAll(() => app.close());

  const get = (path: string, init?: RequestInit) => fetch(`${app.url()}/api/${path}`, init);
  const isolated = (): string => JSON.stringify(app.simulators.state("azure-network"));

  const asked = () => askedIn(app);
  const planHash = async (approval: string): Promise<string> => {
    const address = `${app.url()}/runtime/webhooks/durabletask/instances/${approval}?showInput=true`;
    const { input } = (await (await fetch(address)).json()) as { input: { planHash: string } };
    return input.planHash;
  };
  const decide = async (approval: string, body: object) =>
    get(`approvals/${approval}/decision`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ planHash: await planHash(approval), ...body }),
    });
  const yes = { approverId: alex, decision: "approve", reason: "Seen, go on" };

  it("does nothing for whoever opens, prefetches or repeats, and one decision for two at once", async () => {
    const { id, approval, page } = await asked();
    const before = isolated();
    for (const path of ["approvals", `approvals/${approval}`, `approvals/${approval}?as=${sam}`]) {
      for (const method of ["GET", "HEAD", "GET"]) await get(path, { method });
    }
    expect(isolated()).toBe(before);
    expect(page).toContain("Block in Azure Firewall 45.83.64[.]10");
    expect(page).not.toContain("<script");

    const other = await decide(approval, { ...yes, planHash: "0".repeat(64) });
    expect(other.status).toBe(409);
    const stranger = await decide(approval, { ...yes, approverId: randomUUID() });
    expect(stranger.status).toBeGreaterThanOrEqual(403);

    const both = await Promise.all([
      decide(approval, yes),
      decide(approval, { approverId: sam, decision: "reject", reason: "I know this one" }),
    ]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const isApproved = both[0].status === 200;

    const run = await app.finished(id);
    expect(run.output).toMatchObject({ outcome: "answered" });
    const { contained } = run.output as { contained: string[] };
    expect(contained.includes("Block in Azure Firewall 45.83.64.10")).toBe(isApproved);
    expect((await decide(approval, yes)).status).toBe(409);
  });

  it("is decided once by a form whose token is good once, after the host was killed while it waited", async () => {
    const { id, approval } = await asked();
    await app.kill();
    await app.start();

    const page = await (await get(`approvals/${approval}?as=${alex}`)).text();
    const token = /name="token" value="([^"]+)"/.exec(page)![1]!;
    const send = (origin: string | undefined) =>
      get(`approvals/${approval}`, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          ...(origin && {
            origin,
            "sec-fetch-site": origin === app.url() ? "same-origin" : "cross-site",
          }),
        },
        body: new URLSearchParams({
          token,
          as: alex,
          decision: "reject",
          reason: "A drill",
        }).toString(),
      });

    expect((await send("https://evil.example")).status).toBe(403);
    expect((await send(app.url())).status).toBe(200);
    expect((await send(app.url())).status).toBeGreaterThanOrEqual(400);

    const run = await app.finished(id);
    const { contained } = run.output as { contained: string[] };
    expect(contained).toContain("Block 45.83.64.10");
    expect(contained.some((what) => what.startsWith("Disable"))).toBe(false);
    expect(commentsOf(app).at(-1)).toContain("A drill");
  });
});

interface Message {
  ts: string;
  channel: string;
  text: string;
  thread_ts?: string;
  blocks?: { type: string; elements?: { action_id?: string; value?: string }[] }[];
}

describe("a run that asks people in Slack and Teams", () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp({
      policy: (shipped) => {
        const { notify, ...policy } = unlimited(shipped);
        return { ...policy, notify: { ...notify, channels: ["teams", "slack"] } };
      },
    });
  });
  afterAll(() => app.close());

  const messages = () => (app.simulators.state("slack") as { messages: Message[] }).messages;
  const buttonsOf = ({ blocks = [] }: Message) => blocks.flatMap(({ elements = [] }) => elements);
  const cardsOf = (approval: string): string[] =>
    (app.simulators.state("teams") as { messages: { cards: unknown[] }[] }).messages
      .map(({ cards }) => JSON.stringify(cards))
      .filter((card) => card.includes(approval));

  async function until<T>(look: () => T | undefined | false): Promise<T> {
    for (let tries = 0; tries < 600; tries += 1) {
      const seen = look();
      if (seen) return seen;
      await pause(50);
    }
    throw new Error(`It does not come: ${JSON.stringify(messages().slice(-3))}`);
  }

  /** A run that waits, and its message in Slack with what its buttons carry. */
  async function asked() {
    const { id, approval } = await askedIn(app);
    const found = await until(() => {
      const message = messages().find((one) =>
        buttonsOf(one).some(({ value = "" }) => value.startsWith(`${approval} `)),
      );
      const button = message && buttonsOf(message).find(({ value }) => value !== undefined);
      return message && { message, value: button!.value! };
    });
    const { ts, channel } = found.message;
    const now = () => messages().find((one) => one.ts === ts)!;
    const thread = () => messages().filter(({ thread_ts }) => thread_ts === ts);
    return { id, approval, value: found.value, ts, channel, now, thread };
  }

  interface Click {
    action: string;
    user?: string;
    value: string;
    reason?: string;
  }

  let clicks = 0;
  /** A click as Slack sends it; each has a time of its own. */
  function clickOn(
    { ts, channel }: { ts: string; channel: string },
    { action, user = "U0ALEX0001", value, reason = "Seen in the log" }: Click,
    how: Parameters<typeof signed>[1] = {},
  ): SignedRequest {
    const payload = {
      type: "block_actions",
      user: { id: user },
      container: { type: "message", message_ts: ts, channel_id: channel },
      state: { values: { reason: { reason: { type: "plain_text_input", value: reason } } } },
      actions: [{ action_id: action, value, action_ts: `1795000001.${(clicks += 1)}` }],
    };
    return signed(`payload=${encodeURIComponent(JSON.stringify(payload))}`, how, Date.now());
  }
  const send = async ({ headers, body }: SignedRequest): Promise<number> => {
    const address = `${app.url()}/api/slack/interactivity`;
    return (await fetch(address, { method: "POST", headers, body })).status;
  };

  it("counts the click of an approver once, and tells everybody else why theirs does not count", async () => {
    const run = await asked();
    const { value, approval, thread } = run;
    const yes = { action: "approve", value };
    const told = (text: string) => until(() => thread().find((one) => one.text.includes(text)));
    expect(cardsOf(approval)).toHaveLength(1);
    expect(cardsOf(approval)[0]).toContain(`POST /api/approvals/${approval}/decision`);

    expect(await send(clickOn(run, yes, { secret: "a-guess" }))).toBe(401);
    expect(await send(clickOn(run, yes, { ageSeconds: 600 }))).toBe(401);
    expect(await send({ ...clickOn(run, yes), headers: {} })).toBe(401);
    expect(await send(clickOn(run, { ...yes, user: "U0STRANGER" }))).toBe(200);
    expect((await told("not among the approvers")).text).toContain("<@U0STRANGER>");
    expect(await send(clickOn(run, { ...yes, value: `${approval} ${"0".repeat(64)}` }))).toBe(200);
    await told("the plan has changed");
    expect(await send(clickOn(run, { ...yes, reason: "" }))).toBe(200);
    await told("write the reason");
    expect(buttonsOf(run.now()).map(({ action_id }) => action_id)).toContain("approve");

    const click = clickOn(run, yes);
    expect(await send(click)).toBe(200);
    expect((await told("Counted: approved by Alex")).text).toContain("<@U0ALEX0001>");
    const done = await app.finished(run.id);

    const { contained } = done.output as { contained: string[] };
    expect(contained).toContain("Block in Azure Firewall 45.83.64.10");
    expect(JSON.stringify(run.now().blocks)).toContain("Approval approved: approved by Alex");
    expect(buttonsOf(run.now()).map(({ action_id }) => action_id)).not.toContain("approve");
    expect(run.now().blocks?.some(({ type }) => type === "input")).toBe(false);
    const [, followUp = "", ...more] = cardsOf(approval);
    expect(more).toEqual([]);
    expect(followUp).toContain("Approval approved");
    expect(followUp).toMatch(/Alex \(simulated\): approve, [^"]+, by slack: Seen in the log/);

    const before = thread().length;
    expect(await send(click)).toBe(200);
    const late = { action: "reject", user: "U0SAM00002", value };
    expect(await send(clickOn(run, late))).toBe(200);
    const [answer] = await until(() => thread().length > before && thread().slice(before));
    expect(answer?.text).toContain("Nothing was counted: approved by Alex");
    expect(answer?.text).toContain("<@U0SAM00002>");
    expect(thread()).toHaveLength(before + 1);
  });

  it("does nothing when an approver refuses by the button that the message has", async () => {
    const run = await asked();

    app.simulators.scene("slack", {
      click: {
        url: `${app.url()}/api/slack/interactivity`,
        action: "reject",
        channel: run.channel,
        ts: run.ts,
        user: "U0SAM00002",
        reason: "It is our own scanner",
      },
    });
    const done = await app.finished(run.id);

    const { contained } = done.output as { contained: string[] };
    expect(contained).not.toContain("Block in Azure Firewall 45.83.64.10");
    expect(JSON.stringify(run.now().blocks)).toContain("Approval rejected: rejected by Sam");
    expect(cardsOf(run.approval).at(-1)).toContain("Approval rejected");
    expect(cardsOf(run.approval).at(-1)).toContain("It is our own scanner");
    expect(commentsOf(app).at(-1)).toContain("It is our own scanner");
  });
});

describe("a run whose policy names too few people", () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp({
      policy: (shipped) => ({
        ...unlimited(shipped),
        agree: { ...shipped.agree, approvers: [] },
      }),
    });
  });
  afterAll(() => app.close());

  it("does the rest, tells the channel what to do, and says in the report that nobody was asked", async () => {
    const response = await app.post(incidentBody({ name: randomUUID() }));
    const { id } = (await response.json()) as { id: string };

    const done = await app.finished(id);

    const { contained, notDone } = done.output as { contained: string[]; notDone: string[] };
    expect(contained).toContain("Block 45.83.64.10");
    expect(notDone.join()).toContain("the policy names 0 who may");
    const { messages } = app.simulators.state("teams") as { messages: unknown[] };
    const cards = messages.map((message) => JSON.stringify(message));
    const [notice] = cards.filter((card) => card.includes("Nobody could be asked"));
    expect(notice).toContain("Block in Azure Firewall 45.83.64[.]10");
    expect(notice).toContain("Name at least 1 approver who did not cause the run");
    expect(commentsOf(app).at(-1)).toContain("the policy names 0 who may");
  });
});
