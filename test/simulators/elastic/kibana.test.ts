import { elastic } from "../../../simulators/elastic";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start } from "../token";

let running: RunningSimulators;
const encoded = "a2V5OnNlY3JldA==";
const index = ".alerts-security.alerts-default";
const key = (kibana: string, ...privileges: string[]) => ({
  id: "key",
  name: "test",
  encoded,
  username: "tester",
  grants: [{ names: [index], privileges }],
  kibana,
});
beforeEach(async () => {
  running = await startSimulators({ port: 0, only: [elastic], now: () => start });
  running.scene("elastic", {
    keys: [key("all", "all")],
    alerts: ["a", "b"].map((id) => ({ id, status: "open" })),
  });
});
afterEach(() => running.close());

const usual = { "kbn-xsrf": "true", "elastic-api-version": "2023-10-31" };
async function ask(
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = usual,
  authorization = `ApiKey ${encoded}`,
) {
  const response = await fetch(`${running.url}/elastic/kibana/api/detection_engine${path}`, {
    method,
    headers: { "content-type": "application/json", authorization, ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const set = (...ids: string[]) =>
  ask("POST", "/signals/status", { signal_ids: ids, status: "closed" });
const look = (...ids: string[]) =>
  ask("POST", "/signals/search", { query: { bool: { filter: [{ terms: { _id: ids } }] } } });
const statuses = () =>
  (running.state("elastic") as { alerts: { status: string }[] }).alerts.map((one) => one.status);

describe("Kibana's alerts", () => {
  it("are found by their ids, with their state", async () => {
    expect((await look("a", "c")).body).toMatchObject({
      _shards: { total: 1, failed: 0 },
      hits: { hits: [{ _id: "a", fields: { "kibana.alert.workflow_status": ["open"] } }] },
    });
  });

  it("are closed by their ids, and no others", async () => {
    expect((await set("a", "c")).body).toMatchObject({ total: 1, updated: 1 });
    expect(statuses()).toEqual(["closed", "open"]);
  });

  it("stay as they are where somebody changes them at the same moment", async () => {
    running.scene("elastic", { conflicts: 1 });

    expect((await set("a")).body).toMatchObject({ total: 1, updated: 0, version_conflicts: 1 });
    expect(statuses()).toEqual(["open", "open"]);
    expect((await set("a")).body).toMatchObject({ updated: 1 });
  });

  it("are not found on shards that give no answer", async () => {
    running.scene("elastic", { alertShards: 2, failingAlertShards: 1 });

    expect((await look("a")).body).toMatchObject({
      _shards: { total: 2, failed: 1 },
      hits: { hits: [] },
    });
  });

  it.each<[string, number, object, Record<string, string>, string | undefined]>([
    ["without the header against forged requests", 400, {}, {}, undefined],
    ["of another version", 400, {}, { ...usual, "elastic-api-version": "2020-01-01" }, undefined],
    ["without a key", 401, {}, usual, "Basic x"],
    ["without ids", 400, { signal_ids: [], status: "closed" }, usual, undefined],
    ["with a status that is none", 400, { signal_ids: ["a"], status: "done" }, usual, undefined],
  ])("refuse a change %s", async (_, status, body, headers, authorization) => {
    const answer = await ask("POST", "/signals/status", body, headers, authorization);

    expect(answer.status).toBe(status);
    expect(statuses()).toEqual(["open", "open"]);
  });

  it("are read and changed by who has the privileges in Kibana and in the index", async () => {
    running.scene("elastic", { keys: [key("read", "read")] });
    expect((await look("a")).status).toBe(200);
    expect((await set("a")).status).toBe(403);
    expect((await ask("GET", "/privileges")).body).toMatchObject({
      username: "tester",
      index: { [index]: { read: true, write: false, maintenance: false } },
    });

    running.scene("elastic", { keys: [key("all", "read")] });
    expect((await set("a")).status).toBe(403);
  });
});
