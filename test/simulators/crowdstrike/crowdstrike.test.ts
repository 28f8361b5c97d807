import { crowdstrike } from "../../../simulators/crowdstrike";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start } from "../token";

let now = start;
let running: RunningSimulators;
beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [crowdstrike], now: () => now });
});
afterEach(() => running.close());

const id = "c5000000000000000000000000000007";

async function send(method: string, path: string, init: RequestInit = {}) {
  const answer = await fetch(`${running.url}/crowdstrike${path}`, {
    method,
    redirect: "manual",
    ...init,
  });
  const text = await answer.text();
  const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: answer.status, headers: answer.headers, body };
}

const grant = (secret = "crowdstrike-test-client-secret") =>
  send("POST", "/oauth2/token", {
    body: new URLSearchParams({ client_id: "crowdstrike-test-client", client_secret: secret }),
  });

async function ask(method: string, path: string, body?: object) {
  const { body: granted } = await grant();
  return send(method, path, {
    headers: {
      authorization: `Bearer ${String(granted["access_token"])}`,
      "content-type": "application/json",
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

const act = async (name: string, ids: unknown = [id]) =>
  (await ask("POST", `/devices/entities/devices-actions/v2?action_name=${name}`, { ids })).status;
async function status(): Promise<unknown> {
  const { body } = await ask("POST", "/devices/entities/devices/v2", { ids: [id] });
  return (body["resources"] as { status: string }[])[0]?.status;
}

describe("a token", () => {
  it("is given with 201 to the client, and to nobody else", async () => {
    await expect(grant()).resolves.toMatchObject({
      status: 201,
      body: { expires_in: 1_799, token_type: "bearer" },
    });
    await expect(grant("another")).resolves.toMatchObject({ status: 401, body: { resources: [] } });
  });

  it("is given by another cloud to whose customer asks there", async () => {
    running.scene("crowdstrike", { cloud: "https://api.eu-1.crowdstrike.com" });

    const { status: code, headers } = await grant();

    expect(code).toBe(308);
    expect(headers.get("location")).toBe("https://api.eu-1.crowdstrike.com/oauth2/token");
  });
});

describe("a search", () => {
  const found = async (filter: string) =>
    ask("GET", `/devices/queries/devices/v1?filter=${encodeURIComponent(filter)}`);

  it.each([
    ["hostname:'pc7'", 1],
    ["hostname:'pc7*'", 0],
    ["hostname:*'pc7*'", 3],
    ["hostname:*'mac5.*'", 1],
    ["hostname:'pc7',hostname:'PC70'", 2],
  ])("%s finds %i", async (filter, count) => {
    const { body } = await found(filter);

    expect(body["resources"]).toHaveLength(count);
    expect(body["meta"]).toMatchObject({ pagination: { total: count } });
  });

  it("is refused where its filter is not understood", async () => {
    await expect(found("hostname~'pc7'")).resolves.toMatchObject({ status: 400 });
  });
});

describe("a host", () => {
  it("is contained and let back, each some seconds later", async () => {
    await expect(act("contain")).resolves.toBe(202);
    await expect(status()).resolves.toBe("containment_pending");
    now += 2_000;
    await expect(status()).resolves.toBe("contained");
    await expect(act("lift_containment")).resolves.toBe(202);
    await expect(status()).resolves.toBe("lift_containment_pending");
    now += 2_000;
    await expect(status()).resolves.toBe("normal");
  });

  it("takes no change that is under way or done", async () => {
    await expect(act("lift_containment")).resolves.toBe(409);
    await act("contain");
    await expect(act("contain")).resolves.toBe(409);
  });

  it.each([
    ["hide_host", [id], 400],
    ["contain", [], 400],
    ["contain", "all", 400],
    ["contain", ["c5000000000000000000000000000999"], 404],
  ])("refuses %s of %j with %i", async (name, ids, code) => {
    await expect(act(name, ids)).resolves.toBe(code);
  });
});

it.each([{ devices: [{ device_id: "7" }] }, { scopes: "all" }, { online: [] }, 1])(
  "a scene that is none is refused: %j",
  (scene) =>
    expect(() => running.scene("crowdstrike", scene)).toThrow(/crowdstrike|A device needs/),
);
