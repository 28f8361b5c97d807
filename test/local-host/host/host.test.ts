import { once } from "node:events";
import { join } from "node:path";
import { bundle, fixtureApp } from "../../support/bundle";
import { type HostProcess, startHostProcess } from "../../support/host-process";
import { send } from "../../support/loopback";
import { temporaryFolder } from "../../support/temporary-folder";
import type { TurnedHostAsk } from "./turned-host";

/** The whole host with a real app: HTTP in, orchestrations, activities, entities, timers, HTTP out. */

const turnedHost = bundle("test/local-host/host/turned-host.ts");
afterAll(() => turnedHost.remove());

const app = fixtureApp("durable-app");
const hour = 3_600_000;
const midnight = Date.UTC(2026, 0, 1);

const post = (host: HostProcess, path: string, body: unknown) =>
  send(host.url, path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

async function status(host: HostProcess, id: string, query = "") {
  const path = `/runtime/webhooks/durabletask/instances/${id}${query}`;
  return (await send(host.url, path)).json as Record<string, unknown>;
}

/** Asks the host to turn its clock; the time afterwards. */
async function turn(host: HostProcess, ask: TurnedHostAsk): Promise<number> {
  const done = once(host.process, "message") as Promise<[{ now: number }]>;
  host.process.send(ask);
  const [{ now }] = await done;
  return now;
}

describe("startHost()", () => {
  let host: HostProcess;
  beforeEach(async () => {
    host = await startHostProcess({ file: turnedHost.file, args: [app, ":memory:"] });
  });
  afterEach(() => host.stop());

  it("starts an orchestration by HTTP and shows its end under the URL that it gave", async () => {
    const started = await post(host, "/api/start/fanOut/inc-1", { numbers: [1, 2, 3] });

    expect(started.status).toBe(202);
    const { statusQueryGetUri } = started.json as { statusQueryGetUri: string };
    expect(statusQueryGetUri).toMatch(`${host.url}/runtime/webhooks/durabletask/instances/inc-1?`);

    await turn(host, { finish: "inc-1" });

    const { pathname, search } = new URL(statusQueryGetUri);
    expect((await send(host.url, pathname + search)).json).toMatchObject({
      name: "fanOut",
      runtimeStatus: "Completed",
      input: { numbers: [1, 2, 3] },
      output: 12,
    });
  });

  it("lets the SDK wait for the end of an orchestration", async () => {
    const answer = await post(host, "/api/wait/fanOut", { numbers: [4] });

    expect({ status: answer.status, json: answer.json }).toEqual({ status: 200, json: 8 });
  });

  it("retries at the times that the orchestration asked for", async () => {
    await post(host, "/api/start/patient/p1", {});

    const now = await turn(host, { finish: "p1" });

    expect(await status(host, "p1")).toMatchObject({ output: "third time" });
    expect(now - midnight).toBeGreaterThanOrEqual(120_000);
    expect(now - midnight).toBeLessThan(180_000);
  });

  it("delivers an event, and cancels the timer that lost", async () => {
    await post(host, "/api/start/approval/a1", {});
    const raise = "/runtime/webhooks/durabletask/instances/a1/raiseEvent/decision";

    expect((await post(host, raise, { approved: true })).status).toBe(202);
    const now = await turn(host, { finish: "a1" });

    expect(await status(host, "a1")).toMatchObject({ output: "approved" });
    expect(now - midnight).toBeLessThan(hour);
  });

  it("skips a day that nobody uses", async () => {
    await post(host, "/api/start/approval/a2", {});

    const now = await turn(host, { finish: "a2" });

    expect(await status(host, "a2")).toMatchObject({ output: "nobody answered" });
    expect(now - midnight).toBeGreaterThanOrEqual(24 * hour);
  });

  it("keeps the state of entities", async () => {
    await post(host, "/api/start/counts/c1", { key: "x" });
    await turn(host, { finish: "c1" });

    expect(await status(host, "c1")).toMatchObject({ output: 5 });
    const entity = await send(host.url, "/runtime/webhooks/durabletask/entities/counter/x");
    expect(entity.json).toBe(5);
  });

  it("shows why an orchestration failed, and its history", async () => {
    await post(host, "/api/start/fails/f1", {});
    await turn(host, { finish: "f1" });

    expect(await status(host, "f1", "?showHistory=true")).toMatchObject({
      runtimeStatus: "Failed",
      output: expect.stringContaining("on purpose"),
      historyEvents: [
        { EventType: "ExecutionStarted", FunctionName: "fails" },
        { EventType: "ExecutionCompleted", OrchestrationStatus: "Failed" },
      ],
    });
  });

  it("refuses a second start of a running instance, and a function that is not there", async () => {
    const orchestrators = "/runtime/webhooks/durabletask/orchestrators";
    await post(host, `${orchestrators}/approval/a3`, {});

    const second = await post(host, `${orchestrators}/approval/a3`, {});
    const unknown = await post(host, `${orchestrators}/nothing/a4`, {});

    expect([second.status, unknown.status]).toEqual([500, 400]);
    expect(unknown.json).toMatchObject({ ExceptionMessage: expect.stringContaining("nothing") });
  });

  it("runs timers by the clock that it is given", async () => {
    expect(await turn(host, { turnBy: hour })).toBe(midnight + hour);

    await host.written(/timer ran: .*"next":"2026-01-01T01:00:00\+00:00"/);
  });

  it("runs a timer through /admin", async () => {
    expect((await post(host, "/admin/functions/hourly", { input: "" })).status).toBe(202);

    await host.written(/timer ran: .*"scheduleStatus":null,"isPastDue":false/);
  });
});

describe("a host on a file", () => {
  it("goes on after it was killed, where it was", async () => {
    const file = join(temporaryFolder(), "durable.db");
    const first = await startHostProcess({ file: turnedHost.file, args: [app, file] });
    await post(first, "/api/start/approval/a1", {});
    const killed = once(first.process, "close");
    first.process.kill("SIGKILL");
    await killed;

    const second = await startHostProcess({ file: turnedHost.file, args: [app, file] });
    const raise = "/runtime/webhooks/durabletask/instances/a1/raiseEvent/decision";
    await post(second, raise, { approved: false });
    await turn(second, { finish: "a1" });

    expect(await status(second, "a1")).toMatchObject({ output: "refused" });
    await second.stop();
  });
});
