import { randomUUID } from "node:crypto";
import { type AppUnderTest, startApp } from "../support/app-process";
import { incidentBody } from "../support/incident-body";
import { commentOf, writesOf } from "../support/writes-of";

jest.setTimeout(120_000);

const once = { incident: 1, comment: 1, ticket: 1, message: 1 };
const workspace =
  "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-soc/providers/Microsoft.OperationalInsights/workspaces/law-soc";
const armId = (name: string) =>
  `${workspace}/providers/Microsoft.SecurityInsights/incidents/${name}`;

describe("the app in the local host, over simulated vendors", () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());
  afterEach(() => app.simulators.clearFaults());

  const idOf = async (response: Response): Promise<string> => {
    expect(response.status).toBe(202);
    return ((await response.json()) as { id: string }).id;
  };
  const answer = async (body: unknown) => {
    const id = await idOf(await app.post(body));
    return { id, run: await app.finished(id) };
  };
  const calls = () => app.simulators.calls();

  it("answers an incident that nobody staged, from webhook to comment", async () => {
    const name = randomUUID();

    const { id, run } = await answer(incidentBody({ name }));

    expect(run).toMatchObject({
      runtimeStatus: "Completed",
      output: {
        outcome: "answered",
        verdict: "malicious",
        contained: expect.arrayContaining(["Block 45.83.64.10"]),
        notDone: [],
      },
    });
    expect(writesOf(calls(), name, id)).toEqual(once);
    expect(commentOf(calls(), name)).toContain("45.83.64[.]10");
    const feed = await fetch(`${app.url()}/api/feeds/ip.txt`);
    expect(await feed.text()).toBe("45.83.64.10\n");
  });

  it("answers it once when it is delivered five times at once, and once more later", async () => {
    const name = randomUUID();
    const body = incidentBody({ name });

    const ids = await Promise.all([1, 2, 3, 4, 5].map(async () => idOf(await app.post(body))));
    await app.finished(ids[0]!);
    await answer(body);

    expect(new Set(ids).size).toBe(1);
    expect(writesOf(calls(), name, ids[0]!)).toEqual(once);
  });

  it("gives an analyst's owner, tags and description back when it takes an incident", async () => {
    const name = randomUUID();
    const owner = "99999999-9999-9999-9999-999999999999";
    app.simulators.scene("sentinel", {
      incidents: [
        {
          name,
          title: "Staged",
          severity: "High",
          status: "New",
          description: "Ours",
          labels: ["vip"],
          owner,
        },
      ],
    });

    await answer(incidentBody({ name }));

    const put = calls().find(({ method, path }) => method === "PUT" && path.includes(name));
    expect(put?.body).toMatchObject({
      properties: {
        title: "Staged",
        description: "Ours",
        status: "Active",
        owner: { objectId: owner },
        labels: [{ labelName: "vip" }, { labelName: "durable-response" }],
      },
    });
  });

  it.each([
    [
      "the alert trigger",
      (name: string) => ({
        SystemAlertId: name,
        AlertDisplayName: "An alert",
        Severity: "High",
        Entities: JSON.stringify([{ $id: "3", Type: "ip", Address: "45.83.64.10" }]),
      }),
    ],
    [
      "the entity trigger",
      (name: string) => ({
        IncidentArmID: armId(name),
        Entity: { kind: "Ip", properties: { Address: "45.83.64.10" } },
      }),
    ],
    [
      "a REST incident posted by hand",
      (name: string) => ({
        id: armId(name),
        type: "Microsoft.SecurityInsights/Incidents",
        properties: { incidentNumber: 5, title: "By hand", severity: "High", status: "New" },
      }),
    ],
    [
      "names in another case",
      (name: string) => ({
        OBJECTSCHEMATYPE: "incident",
        Object: { ID: armId(name), Properties: { Title: "x", RelatedEntities: [] } },
      }),
    ],
  ])("takes the body of %s", async (_what, bodyOf) => {
    const name = randomUUID();

    const { id, run } = await answer(bodyOf(name));

    expect(run).toMatchObject({ runtimeStatus: "Completed", output: { outcome: "answered" } });
    expect(writesOf(calls(), name, id)).toMatchObject({ incident: 1, comment: 1 });
  });

  it("ends with a reason, and writes nothing, when Defender merged the incident", async () => {
    const name = randomUUID();
    const labels = [{ labelName: "Redirected", labelType: "AutoAssigned" }];
    const additionalData = { alertsCount: 0 };

    const { id, run } = await answer(
      incidentBody({
        name,
        properties: { status: "Closed", classification: "Undetermined", labels, additionalData },
      }),
    );

    expect(run.output).toMatchObject({ outcome: "not-answered" });
    expect(writesOf(calls(), name, id)).toEqual({ incident: 0, comment: 0, ticket: 0, message: 0 });
  });

  it("closes incident and ticket when everything is benign", async () => {
    const name = randomUUID();
    const relatedEntities = [{ kind: "Ip", properties: { address: "20.112.52.29" } }];

    const { run } = await answer(incidentBody({ name, properties: { relatedEntities } }));

    expect(run.output).toMatchObject({ verdict: "benign", isClosed: true, notDone: [] });
    const state = app.simulators.state("sentinel") as {
      incidents: { name: string; properties: object }[];
    };
    expect(state.incidents.find((one) => one.name === name)?.properties).toMatchObject({
      status: "Closed",
      classification: "BenignPositive",
    });
    expect(
      calls().filter(
        ({ method, body }) => method === "PATCH" && (body as { state?: string }).state === "6",
      ),
    ).toHaveLength(1);
  });

  it("repeats a write whose answer was lost without doing it twice", async () => {
    const name = randomUUID();
    app.simulators.fault({
      vendor: "servicenow",
      route: "POST /api/now/table/{table}",
      kind: "reset",
      afterEffect: true,
    });
    app.simulators.fault({
      vendor: "sentinel",
      route: "PUT /",
      kind: "reset",
      afterEffect: true,
      times: 2,
    });

    const { id, run } = await answer(incidentBody({ name }));

    expect(run.output).toMatchObject({ outcome: "answered", notDone: [] });
    expect(writesOf(calls(), name, id)).toEqual(once);
  });

  it("finds what a write did whose answer could not be read", async () => {
    const name = randomUUID();
    const unreadable = { kind: "truncated" as const, afterEffect: true };
    const route = "POST /api/now/table/{table}";
    app.simulators.fault({ vendor: "servicenow", route, ...unreadable });
    app.simulators.fault({ vendor: "sentinel", route: "PUT", ...unreadable, times: 2 });

    const { id, run } = await answer(incidentBody({ name }));

    expect(run.output).toMatchObject({ ticket: expect.stringMatching(/^INC/), notDone: [] });
    expect(writesOf(calls(), name, id)).toEqual(once);
  });

  it("ends, says so and calls nothing benign when Sentinel refuses everything", async () => {
    const name = randomUUID();
    app.simulators.fault({ vendor: "sentinel", status: 403, forever: true });
    const relatedEntities = [{ kind: "Ip", properties: { address: "20.112.52.29" } }];

    const { id, run } = await answer(incidentBody({ name, properties: { relatedEntities } }));

    expect(run).toMatchObject({
      runtimeStatus: "Completed",
      output: {
        verdict: "unknown",
        isClosed: false,
        notDone: [
          expect.stringMatching(/^Incident in Sentinel: .*403/),
          expect.stringMatching(/^Comment in Sentinel: .*403/),
        ],
      },
    });
    const about = calls().filter(({ body }) => JSON.stringify(body ?? "").includes(id));
    expect(about.filter(({ method }) => method === "PATCH")).toMatchObject([
      { body: { work_notes: expect.stringContaining("Sentinel") } },
    ]);
  });

  it("says that a message may have been sent when its answer was lost, and does not send it again", async () => {
    const name = randomUUID();
    app.simulators.fault({ vendor: "teams", route: "*", kind: "reset", afterEffect: true });

    const { id, run } = await answer(incidentBody({ name }));

    expect(run.output).toMatchObject({ notDone: [expect.stringContaining("may have been sent")] });
    expect(writesOf(calls(), name, id).message).toBe(1);
    expect(commentOf(calls(), name)).toContain("may have been sent");
  });

  it("merges its change into what somebody else changed in between", async () => {
    const name = randomUUID();
    const conflict = { error: { code: "Conflict", message: "Newer instance of resource" } };
    app.simulators.fault({
      vendor: "sentinel",
      route: "PUT /",
      status: 409,
      body: conflict,
      times: 2,
    });

    const { run } = await answer(incidentBody({ name }));

    expect(run.output).toMatchObject({ outcome: "answered", notDone: [] });
  });

  it("waits as long as a vendor without quota says, and then goes on", async () => {
    const name = randomUUID();
    const headers = { "retry-after": "2" };
    app.simulators.fault({ vendor: "virustotal", route: "*", status: 429, headers, times: 4 });

    const { run } = await answer(incidentBody({ name }));

    expect(run.output).toMatchObject({ verdict: "malicious", notDone: [] });
  });

  it.each([
    ["not JSON", "{"],
    ["of another shape", '{"hello":"world"}'],
    ["empty", ""],
    ["a common alert", '{"schemaId":"azureMonitorCommonAlertSchema","data":{}}'],
    ["deep", `${"[".repeat(50_000)}${"]".repeat(50_000)}`],
    ["five megabytes", JSON.stringify({ text: "x".repeat(5 * 1024 * 1024) })],
  ])("refuses a body that is %s with one sentence", async (_what, body) => {
    const response = await app.post(body);

    expect([400, 413]).toContain(response.status);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/^.{10,300}$/) });
  });

  it("takes hostile text as text: no tag, link or mention of an attacker leaves it", async () => {
    const name = randomUUID();
    const title =
      "<script>alert(1)</script> [x](https://evil.zz) <at>all</at> \u0000\u202E \"' ${7*7}";

    const { id, run } = await answer(incidentBody({ name, properties: { title } }));

    expect(run.runtimeStatus).toBe("Completed");
    expect(writesOf(calls(), name, id)).toEqual(once);
    expect(commentOf(calls(), name)).not.toMatch(/<script|<at>/);
    const card = calls().findLast(
      ({ vendor, body }) => vendor === "teams" && JSON.stringify(body).includes(id),
    );
    expect(JSON.stringify(card?.body)).not.toMatch(/\]\(|<at>|<script/);
  });

  it("answers an incident of 10,000 entities, and says what it did not look at", async () => {
    const name = randomUUID();
    const relatedEntities = Array.from({ length: 10_000 }, (_, index) => ({
      kind: "Ip",
      properties: { address: `45.84.${index >> 8}.${index & 255}` },
    }));

    const { run } = await answer(incidentBody({ name, properties: { relatedEntities } }));

    expect(run.output).toMatchObject({ outcome: "answered", isClosed: false });
    expect(commentOf(calls(), name)).toMatch(/9900 more entities/);
  });

  it("ends, and names the silent source, when a vendor is down for the whole run", async () => {
    const down = ["virustotal", "teams", "azure-monitor-logs"];
    const names = down.map(() => randomUUID());
    for (const vendor of down)
      app.simulators.fault({ vendor, route: "*", status: 503, forever: true });

    // An address that nobody has asked about: what is known already needs no vendor.
    const relatedEntities = [
      { kind: "Ip", properties: { address: "45.83.99.7" } },
      { kind: "Account", properties: { accountName: "alex", upnSuffix: "contoso.example" } },
    ];
    const runs = await Promise.all(
      names.map((name) => answer(incidentBody({ name, properties: { relatedEntities } }))),
    );

    for (const [index, { run }] of runs.entries()) {
      expect(run).toMatchObject({
        runtimeStatus: "Completed",
        output: { verdict: "unknown", isClosed: false, contained: [] },
      });
      const comment = commentOf(calls(), names[index]!);
      expect(comment).toContain("VirusTotal about 45.83.99[.]7");
      expect(comment).toContain("Sign-in logs about");
      expect(comment).not.toContain("<b>benign</b>");
    }
  });
});
