import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type AppUnderTest, startApp } from "../support/app-process";
import { incidentBody } from "../support/incident-body";

jest.setTimeout(180_000);

const [alex, sam] = [
  "a11ce000-0000-4000-8000-000000000001",
  "5a11ce00-0000-4000-8000-000000000002",
];

describe("a run that asks people", () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp({
      policy: (shipped) => {
        const { contain } = shipped;
        const limits = { perIncident: 100, perHour: 10_000, perDay: 10_000 };
        return { ...shipped, contain: { ...contain, limits } };
      },
    });
  });
  afterAll(() => app.close());

  const get = (path: string, init?: RequestInit) => fetch(`${app.url()}/api/${path}`, init);
  const isolated = (): string => JSON.stringify(app.simulators.state("azure-network"));

  /** Posts an incident; answers its run and its approval once it waits for people. */
  async function asked() {
    const response = await app.post(incidentBody({ name: randomUUID() }));
    const { id } = (await response.json()) as { id: string };
    for (let tries = 0; tries < 400; tries += 1) {
      const status = await fetch(`${app.url()}/runtime/webhooks/durabletask/instances/${id}`);
      const { customStatus } = (await status.json()) as {
        customStatus?: { phase?: string; approval?: string } | null;
      };
      const approval = customStatus?.phase === "agreeing" && customStatus.approval;
      const page = approval ? await get(`approvals/${approval}?as=${alex}`) : undefined;
      if (approval && page?.status === 200) return { id, approval, page: await page.text() };
      await pause(100);
    }
    throw new Error("It does not ask");
  }
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
    const comments = app.simulators
      .calls("sentinel")
      .filter(({ method, path }) => method === "PUT" && path.includes("/comments/"))
      .map(({ body }) => (body as { properties: { message: string } }).properties.message);
    expect(comments.at(-1)).toContain("A drill");
  });
});
