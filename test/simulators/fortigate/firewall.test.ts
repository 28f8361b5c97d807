import { fortigate } from "../../../simulators/fortigate";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start } from "../token";

let now = start;
let running: RunningSimulators;
beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [fortigate], now: () => now });
});
afterEach(() => running.close());

interface Body {
  status: string;
  error?: number;
  results: Record<string, unknown>[];
}

async function ask(
  method: string,
  path: string,
  body?: object,
  token = "fortigate-test-api-token",
) {
  const response = await fetch(`${running.url}/fortigate/api/v2${path}?vdom=root`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Body };
}
const address = (name: string) => ({ name, type: "ipmask", subnet: "45.83.64.10 255.255.255.255" });
const errorOf = ({ status, body }: Awaited<ReturnType<typeof ask>>) => [status, body.error];
const group = "/cmdb/firewall/addrgrp/soar-block";

describe("a ban", () => {
  const banned = async () => (await ask("GET", "/monitor/user/banned")).body.results;

  it("is there until it expires, or is cleared", async () => {
    await ask("POST", "/monitor/user/banned/add_users", {
      ip_addresses: ["45.83.64.10"],
      expiry: 60,
    });
    await ask("POST", "/monitor/user/banned/add_users", {
      ip_addresses: ["45.83.64.11"],
      expiry: 0,
    });
    expect(await banned()).toEqual([
      expect.objectContaining({ ip_address: "45.83.64.10", source: "Administrative" }),
      expect.objectContaining({ ip_address: "45.83.64.11", expires: 0 }),
    ]);

    now += 60_000;
    expect(await banned()).toHaveLength(1);
    await ask("POST", "/monitor/user/banned/clear_users", { ip_addresses: ["45.83.64.11"] });
    expect(await banned()).toEqual([]);
  });

  it.each([
    { ip_addresses: "45.83.64.10" },
    { ip_addresses: ["x"] },
    { ip_addresses: ["45.83.64.10"], expiry: -1 },
  ])("is refused for %j", async (body) => {
    expect(errorOf(await ask("POST", "/monitor/user/banned/add_users", body))).toEqual([424, -651]);
  });
});

describe("an address object", () => {
  it("is made once, and deleted when no group has it", async () => {
    expect((await ask("POST", "/cmdb/firewall/address", address("ours"))).status).toBe(200);
    expect(errorOf(await ask("POST", "/cmdb/firewall/address", address("ours")))).toEqual([
      500, -5,
    ]);
    await ask("POST", `${group}/member`, { name: "ours" });

    expect(errorOf(await ask("DELETE", "/cmdb/firewall/address/ours"))).toEqual([500, -23]);
    await ask("DELETE", `${group}/member/ours`);
    expect((await ask("DELETE", "/cmdb/firewall/address/ours")).status).toBe(200);
    expect(errorOf(await ask("GET", "/cmdb/firewall/address/ours"))).toEqual([404, -3]);
  });
});

describe("an address group", () => {
  it("takes members that are there, once each, as many as it holds", async () => {
    expect(errorOf(await ask("POST", `${group}/member`, { name: "ours" }))).toEqual([404, -3]);
    await ask("POST", "/cmdb/firewall/address", address("ours"));
    await ask("POST", `${group}/member`, { name: "ours" });
    expect(errorOf(await ask("POST", `${group}/member`, { name: "ours" }))).toEqual([500, -5]);

    await ask("POST", "/cmdb/firewall/address", address("more"));
    running.scene("fortigate", { mostMembers: 2 });
    expect(errorOf(await ask("POST", `${group}/member`, { name: "more" }))).toEqual([500, -4]);
    const [found] = (await ask("GET", group)).body.results;
    expect(found).toMatchObject({ member: [{ name: "none" }, { name: "ours" }] });
  });

  it("is left empty by newer releases only", async () => {
    expect(errorOf(await ask("DELETE", `${group}/member/none`))).toEqual([500, -56]);

    running.scene("fortigate", { emptyGroups: true });
    expect((await ask("DELETE", `${group}/member/none`)).status).toBe(200);
    expect(errorOf(await ask("DELETE", `${group}/member/none`))).toEqual([404, -3]);
  });
});

it("lets in who has the token, as far as its profile goes", async () => {
  expect((await ask("GET", group, undefined, "another")).status).toBe(401);

  running.scene("fortigate", { access: "read" });
  expect((await ask("GET", group)).status).toBe(200);
  expect((await ask("DELETE", `${group}/member/none`)).status).toBe(403);
  running.scene("fortigate", { access: "none" });
  expect((await ask("GET", group)).status).toBe(403);
});
