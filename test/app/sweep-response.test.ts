import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { checkPolicy } from "../../config/policy";
import type { IncidentHint } from "../../domain/incident";
import { hintOfFinding } from "../../domain/incident-of-finding";
import { instanceIdOf } from "../../functions/instance-id";
import type { Moment } from "../../simulators/serve";
import { type AppUnderTest, askingNobody, startApp } from "../support/app-process";
import { findingOf } from "../support/fake-log";

jest.mock("@azure/functions-core", () => ({}), { virtual: true });
jest.setTimeout(120_000);

const workspace = {
  subscriptionId: "11111111-1111-1111-1111-111111111111",
  resourceGroup: "rg-soc",
  workspaceName: "law-soc",
};
const text = readFileSync(join(__dirname, "..", "..", "policy.json"), "utf8");
const checked = checkPolicy(JSON.parse(text));
if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
const policy = askingNobody(checked.policy);

const hintFrom = (from: string, isInSentinel: boolean): IncidentHint =>
  hintOfFinding(findingOf("auth", { from }), {
    sweep: "sweep-1",
    workspace,
    isInSentinel,
    blocksPerSweep: 5,
    foundAt: new Date().toISOString(),
  });

/** Starts the response as the sweep's activity does, and waits for its end. */
async function answered(app: AppUnderTest, hint: IncidentHint) {
  const id = instanceIdOf(hint);
  const post = () =>
    fetch(`${app.url()}/runtime/webhooks/durabletask/orchestrators/respondToIncident/${id}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ hint, policy }),
    });
  const response = await post();
  expect(response.status).toBe(202);
  return () => app.finished(id);
}

const callsAbout = (app: AppUnderTest, { incident }: IncidentHint) =>
  app.simulators
    .calls()
    .filter(({ path, status }) => path.includes(incident!.name) && status < 300);

describe("the response to a finding, in the built app", () => {
  let app: AppUnderTest;
  let doomed: ((moment: Moment) => boolean) | undefined;
  let killed = Promise.withResolvers<void>();

  beforeAll(async () => {
    app = await startApp({
      async watch(moment) {
        if (!doomed?.(moment)) return;
        doomed = undefined;
        await app.kill();
        killed.resolve();
      },
    });
    app.simulators.scene("sentinel", { unknownIncidents: "refuse" });
  });
  afterAll(() => app.close());

  it("makes one incident in Sentinel, with one comment, and blocks what is known to be bad", async () => {
    const hint = hintFrom("45.83.64.10", true);

    const { output, runtimeStatus } = await (await answered(app, hint))();

    expect(runtimeStatus).toBe("Completed");
    expect(output).toMatchObject({
      outcome: "answered",
      verdict: "malicious",
      contained: expect.arrayContaining(["Block 45.83.64.10"]),
      notDone: [],
    });
    const writes = callsAbout(app, hint).filter(({ method }) => method === "PUT");
    const made = writes.filter(({ status }) => status === 201);
    expect(made.map(({ path }) => /\/(\w+)\/[^/]+\?/.exec(path)?.[1])).toEqual([
      "incidents",
      "comments",
    ]);
    const [first] = made;
    expect(first?.body).toMatchObject({
      properties: {
        title: "Failed log-ins: 45.83.64[.]10",
        severity: "High",
        labels: [{ labelName: policy.open.tag }, { labelName: "sweep:auth" }],
      },
    });
  });

  it("makes one however its host ends: killed when Sentinel had made it and nobody knew", async () => {
    const hint = hintFrom("45.83.64.11", true);
    killed = Promise.withResolvers();
    doomed = ({ when, vendor, method, path }) =>
      when === "done" &&
      vendor === "sentinel" &&
      method === "PUT" &&
      path.endsWith(hint.incident!.name);

    const finished = await answered(app, hint);
    await Promise.race([killed.promise, pause(20_000, undefined, { ref: false })]);
    await app.start();
    const { output } = await finished();

    expect(doomed).toBeUndefined();
    expect(output).toMatchObject({ outcome: "answered" });
    const state = app.simulators.state("sentinel") as { incidents: { name: string }[] };
    expect(state.incidents.filter(({ name }) => name === hint.incident!.name)).toHaveLength(1);
  });

  it("goes without Sentinel where the policy wants none: it is not asked about it", async () => {
    const hint = hintFrom("45.83.64.12", false);

    const { output } = await (await answered(app, hint))();

    expect(output).toMatchObject({ outcome: "answered", isClosed: false, notDone: [] });
    expect((output as { ticket: string | null }).ticket).toMatch(/^INC/);
    const asked = callsAbout(app, hint).filter(({ vendor }) => vendor === "sentinel");
    expect(asked).toEqual([]);
  });
});
