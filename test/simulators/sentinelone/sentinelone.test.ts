import { sentinelone } from "../../../simulators/sentinelone";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start } from "../token";

let now = start;
let running: RunningSimulators;
beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [sentinelone], now: () => now });
});
afterEach(() => running.close());

const id = "1900000000000000007";
const ours = "ApiToken sentinelone-test-api-token";

async function ask(method: string, path: string, body?: object, authorization = ours) {
  const answer = await fetch(`${running.url}/sentinelone/web/api/v2.1${path}`, {
    method,
    headers: { authorization, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const named = async (query: string): Promise<unknown[]> =>
  (await ask("GET", `/agents?${query}`)).body["data"] as unknown[];

it("lets in who has the token, as far as its role goes", async () => {
  await expect(ask("GET", "/agents", undefined, "Bearer x")).resolves.toMatchObject({
    status: 401,
    body: { errors: [{ code: 4_010_010 }] },
  });
  running.scene("sentinelone", { permissions: ["view"] });
  await expect(
    ask("POST", "/agents/actions/disconnect", { filter: { ids: [id] }, data: {} }),
  ).resolves.toMatchObject({ status: 403, body: { errors: [{ code: 4_030_010 }] } });
});

it("finds agents by their whole name, whose case may count, and says how the list goes on", async () => {
  await expect(named("computerName=PC7")).resolves.toHaveLength(1);
  await expect(named("computerName=pc7")).resolves.toHaveLength(0);
  running.scene("sentinelone", { isCaseSensitive: false });
  await expect(named("computerName=pc7")).resolves.toHaveLength(1);
  const { body } = await ask("GET", "/agents?limit=2");
  expect(body["pagination"]).toMatchObject({ nextCursor: expect.any(String), totalItems: 12 });
  await expect(ask("GET", "/agents?limit=0")).resolves.toMatchObject({ status: 400 });
});

it("disconnects who is in the network, and counts them", async () => {
  const act = async (body: object) =>
    (await ask("POST", "/agents/actions/disconnect", body)).body["data"];

  await expect(act({ filter: { ids: [id] }, data: {} })).resolves.toEqual({ affected: 1 });
  await expect(named(`ids=${id}`)).resolves.toMatchObject([{ networkStatus: "disconnecting" }]);
  await expect(act({ filter: { ids: [id] }, data: {} })).resolves.toEqual({ affected: 0 });
  now += 2_000;
  await expect(named(`ids=${id}`)).resolves.toMatchObject([{ networkStatus: "disconnected" }]);
});

it("takes a filter without ids for every agent, and a request without one for none", async () => {
  await expect(ask("POST", "/agents/actions/disconnect", { data: {} })).resolves.toMatchObject({
    status: 400,
  });
  await expect(
    ask("POST", "/agents/actions/disconnect", { filter: { id: [id] }, data: {} }),
  ).resolves.toMatchObject({ body: { data: { affected: 12 } } });
});

it.each([{ agents: [{ id: 7, computerName: "PC7" }] }, { changeSeconds: "2" }, "on"])(
  "a scene that is none is refused: %j",
  (scene) =>
    expect(() => running.scene("sentinelone", scene)).toThrow(/sentinelone|An agent needs/),
);
