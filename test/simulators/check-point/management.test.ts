import { checkPoint } from "../../../simulators/check-point";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start } from "../token";

let now = start;
let running: RunningSimulators;
beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [checkPoint], now: () => now });
});
afterEach(() => running.close());

type Body = Record<string, unknown> & { code?: string };

async function run(command: string, body: object = {}, sid = "") {
  const response = await fetch(`${running.url}/check-point/web_api/${command}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(sid && { "x-chkpt-sid": sid }) },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Body };
}
async function login(more: object = {}): Promise<string> {
  const { body } = await run("login", { "api-key": "check-point-test-api-key", ...more });
  return String(body["sid"]);
}
const host = { name: "ours", "ip-address": "45.83.64.10" };
const codeOf = ({ status, body }: Awaited<ReturnType<typeof run>>) => [status, body.code];
const sessionsOf = async (sid: string) =>
  (await run("show-sessions", {}, sid)).body["objects"] as { uid: string; changes: number }[];

describe("a session", () => {
  it("sees its own changes, and nobody else does before they are published", async () => {
    const [one, other] = [await login(), await login()];
    expect((await run("add-host", host, one)).status).toBe(200);
    expect((await run("show-host", { name: "ours" }, one)).body).toMatchObject({
      "ipv4-address": "45.83.64.10",
    });
    expect(codeOf(await run("show-host", { name: "ours" }, other))).toEqual([
      404,
      "generic_err_object_not_found",
    ]);

    const { body } = await run("publish", {}, one);
    expect((await run("show-host", { name: "ours" }, other)).status).toBe(200);
    const task = async () => (await run("show-task", { "task-id": body["task-id"] }, one)).body;
    expect(await task()).toMatchObject({ tasks: [{ status: "in progress" }] });
    now += 1_000;
    expect(await task()).toMatchObject({ tasks: [{ status: "succeeded" }] });
  });

  it("keeps others from what it changed, also when it is logged out, until it is discarded", async () => {
    const [one, other] = [await login(), await login()];
    const members = { add: ["ours"] };
    await run("add-host", host, one);
    await run("set-group", { name: "soar-block", members }, one);
    expect(codeOf(await run("set-group", { name: "soar-block" }, other))).toEqual([
      409,
      "err_object_locked",
    ]);
    await run("logout", {}, one);
    expect((await run("set-group", { name: "soar-block" }, other)).status).toBe(409);

    const left = (await sessionsOf(other)).find(({ changes }) => changes > 0)!;
    await run("discard", { uid: left.uid }, other);
    expect((await run("set-group", { name: "soar-block" }, other)).status).toBe(200);
    expect((await run("show-host", { name: "ours" }, other)).status).toBe(404);
  });

  it("is ended by a logout, and unknown then", async () => {
    const sid = await login();
    await run("logout", {}, sid);
    expect(codeOf(await run("show-sessions", {}, sid))).toEqual([
      401,
      "generic_err_wrong_session_id",
    ]);
  });

  it("for reading only changes nothing", async () => {
    expect((await run("add-host", host, await login({ "read-only": true }))).status).toBe(403);
    running.scene("check-point", { profile: "read-only" });
    expect((await run("add-host", host, await login())).status).toBe(403);
  });

  it("begins for who has the key, as many as there may be", async () => {
    expect(codeOf(await run("login", { "api-key": "another" }))).toEqual([403, "err_login_failed"]);
    running.scene("check-point", { mostSessions: 1 });
    await login();
    expect((await run("login", { "api-key": "check-point-test-api-key" })).status).toBe(429);
  });
});

describe("an object", () => {
  it("is not deleted while a group has it", async () => {
    const sid = await login();
    await run("add-host", host, sid);
    await run("set-group", { name: "soar-block", members: { add: ["ours"] } }, sid);
    expect((await run("where-used", { name: "ours" }, sid)).body).toMatchObject({
      "used-directly": { total: 1 },
    });
    expect(codeOf(await run("delete-host", { name: "ours" }, sid))).toEqual([
      400,
      "err_validation_failed",
    ]);

    await run("set-group", { name: "soar-block", members: { remove: ["ours"] } }, sid);
    expect((await run("delete-host", { name: "ours" }, sid)).status).toBe(200);
  });

  it.each([
    ["add-host", { name: "x", "ip-address": "45.83.64.0/24" }, 400],
    ["add-host", { name: "soar-block", "ip-address": "45.83.64.10" }, 400],
    ["set-group", { name: "soar-block", members: { add: ["unknown"] } }, 404],
    ["set-group", { name: "unknown" }, 404],
    ["show-group", { name: "unknown" }, 404],
    ["delete-host", { name: "unknown" }, 404],
    ["show-task", { "task-id": "unknown" }, 404],
    ["discard", { uid: "unknown" }, 404],
    ["no-such-command", {}, 404],
  ])("is refused: %s %j", async (command, body, status) => {
    expect((await run(command, body, await login())).status).toBe(status);
  });
});

it("fails to publish by scene, and changes nothing then", async () => {
  running.scene("check-point", { publishFails: true, publishSeconds: 0 });
  const sid = await login();
  await run("add-host", host, sid);

  const { body } = await run("publish", {}, sid);

  expect((await run("show-task", { "task-id": body["task-id"] }, sid)).body).toMatchObject({
    tasks: [{ status: "failed" }],
  });
  expect((await run("show-host", { name: "ours" }, sid)).status).toBe(404);
});
