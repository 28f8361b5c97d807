import { cloudflare } from "../../../simulators/cloudflare";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start } from "../token";

const lists = "/accounts/acc00000000000000000000000000001/rules/lists";
const list = `${lists}/1157000000000000000000000000b10c`;

let now = start;
let running: RunningSimulators;
beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [cloudflare], now: () => now });
});
afterEach(() => running.close());

interface Item {
  id: string;
  ip: string;
  comment: string;
}
interface Body<T> {
  success: boolean;
  result: T;
  result_info?: { cursors: { after?: string } };
}

async function ask<T>(
  method: string,
  path: string,
  body?: object,
  token = "cloudflare-test-api-token",
) {
  const response = await fetch(`${running.url}/cloudflare/client/v4${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as Body<T> };
}
const items = async (query = "") => (await ask<Item[]>("GET", `${list}/items${query}`)).body.result;
const add = (...ips: string[]) =>
  ask<{ operation_id: string }>(
    "POST",
    `${list}/items`,
    ips.map((ip) => ({ ip, comment: "ours" })),
  );
const operation = async (id: string) =>
  (await ask<{ status: string; error?: string }>("GET", `${lists}/bulk_operations/${id}`)).body
    .result;

describe("an operation", () => {
  it("is made when its time is over, and no other is accepted before", async () => {
    running.scene("cloudflare", { operationSeconds: 5 });
    const { body } = await add("45.83.64.10");
    expect(await operation(body.result.operation_id)).toMatchObject({ status: "running" });
    expect(await items()).toEqual([]);
    expect((await add("45.83.64.11")).status).toBe(429);

    now += 5_000;
    expect(await operation(body.result.operation_id)).toMatchObject({ status: "completed" });
    expect(await items()).toMatchObject([{ ip: "45.83.64.10", comment: "ours" }]);
    expect((await add("45.83.64.11")).status).toBe(200);
  });

  it("that fails changes nothing, and says why", async () => {
    running.scene("cloudflare", { operationSeconds: 0, operationsFail: "migrating" });

    const { body } = await add("45.83.64.10");

    expect(await operation(body.result.operation_id)).toMatchObject({
      status: "failed",
      error: "migrating",
    });
    expect(await items()).toEqual([]);
  });
});

describe("an item", () => {
  beforeEach(() => running.scene("cloudflare", { operationSeconds: 0 }));

  it("keeps its id when it is added once more, and is deleted by it", async () => {
    running.scene("cloudflare", { items: { "45.83.64.10": "theirs" } });
    const [before] = await items();
    await add("45.83.64.10");
    expect(await items()).toEqual([expect.objectContaining({ id: before!.id, comment: "ours" })]);

    await ask("DELETE", `${list}/items`, { items: [{ id: before!.id }] });
    expect(await items()).toEqual([]);
    const again = await ask("DELETE", `${list}/items`, { items: [{ id: before!.id }] });
    expect(again.status).toBe(404);
  });

  it("is found by how it begins, page by page", async () => {
    await add("45.83.64.10", "45.83.64.1", "45.83.64.0/24", "2a01:4f8::1", "45.8.1.1");
    expect(await items("?search=45.83.64.1")).toHaveLength(2);

    const { body } = await ask<Item[]>("GET", `${list}/items?per_page=3`);
    const after = body.result_info!.cursors.after!;
    expect(body.result).toHaveLength(3);
    expect(await items(`?per_page=3&cursor=${after}`)).toHaveLength(2);
  });

  it.each([["45.83.64"], ["45.83.64.0/33"], ["evil.example"], ["45.83.64.1", "45.83.64.1"]])(
    "is refused: %s",
    async (...ips) => {
      expect((await add(...ips)).status).toBe(400);
    },
  );

  it("has room as far as the plan goes", async () => {
    running.scene("cloudflare", { most: 1 });
    expect((await add("45.83.64.10", "45.83.64.11")).status).toBe(400);
  });
});

describe("the account", () => {
  it("lets in who has the token, as far as its permission goes", async () => {
    expect((await ask("GET", list, undefined, "another")).status).toBe(401);
    running.scene("cloudflare", { permission: "read" });
    expect((await ask("GET", list)).status).toBe(200);
    expect((await add("45.83.64.10")).status).toBe(403);
    running.scene("cloudflare", { permission: "none" });
    expect((await ask("GET", list)).status).toBe(403);
  });

  it("says when it may be asked again", async () => {
    running.scene("cloudflare", { requests: 1 });
    await ask("GET", list);
    now += 60_000;

    const { status, headers } = await ask("GET", list);

    expect([status, headers.get("retry-after")]).toEqual([429, "240"]);
  });

  it("has no other list", async () => {
    expect((await ask("GET", `${lists}/00000000000000000000000000000000`)).status).toBe(404);
  });
});
