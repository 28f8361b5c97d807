import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KeySet } from "../../../local-host/keys/key-set";
import { bundle, fixtureApp } from "../../support/bundle";
import { type HostProcess, startHostProcess } from "../../support/host-process";
import { type WireRequest, send } from "../../support/loopback";
import { temporaryFolder } from "../../support/temporary-folder";

/** A whole host with --keys, and the real SDK in its app. */

const main = bundle("local-host/main.ts");
afterAll(() => main.remove());

let host: HostProcess;
let keys: KeySet;
let file: string;

function start(): Promise<HostProcess> {
  const database = file.replace("keys.json", "durable.db");
  const args = [fixtureApp("durable-app"), "--port", "0", "--database", database, "--keys"];
  return startHostProcess({ file: main.file, args });
}

beforeEach(async () => {
  file = join(temporaryFolder(), "keys.json");
  host = await start();
  keys = JSON.parse(readFileSync(file, "utf8")) as KeySet;
});
afterEach(() => host.stop());

const system = () => keys.systemKeys["durabletask_extension"] ?? "";
const hostKey = () => keys.functionKeys["default"] ?? "";

async function statusOf(path: string, key?: string, request: WireRequest = {}) {
  const headers = key === undefined ? {} : { "x-functions-key": key };
  const { status, text } = await send(host.url, path, { ...request, headers });
  return status < 400 ? status : `${status}${text}`;
}

describe("a host with --keys", () => {
  it("asks for the system key where instances are managed", async () => {
    const path = "/runtime/webhooks/durabletask/instances";

    expect(await statusOf(path)).toBe("401");
    expect(await statusOf(path, "wrong")).toBe("401");
    expect(await statusOf(path, hostKey())).toBe("403");
    expect(await statusOf(path, system())).toBe(200);
    expect(await statusOf(path, keys.masterKey)).toBe(200);
    expect(await statusOf(`${path}?Code=${system()}`)).toBe(200);
    expect(await statusOf(`${path}?code=${system()}`, "")).toBe("401");
    expect(await statusOf("/runtime/webhooks/durabletask/nothing")).toBe("401");
  });

  it("asks for the master key under /admin, but not for a ping", async () => {
    expect(await statusOf("/admin/host/status")).toBe("401");
    expect(await statusOf("/ADMIN/functions/", "wrong")).toBe("401");
    expect(await statusOf("/admin/host/status", system())).toBe("403");
    expect(await statusOf("/admin/functions", keys.masterKey)).toBe(200);
    expect(await statusOf("/admin/host/ping")).toBe(200);
  });

  it("gives an app URLs that carry the system key, and its SDK needs none", async () => {
    const started = await send(host.url, "/api/start/approval/a1", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });

    expect(started.status).toBe(202);
    const urls = started.json as Record<string, string>;
    const { pathname, searchParams } = new URL(urls["statusQueryGetUri"]!);
    expect(searchParams.get("code")).toBe(system());
    expect(await statusOf(`${pathname}?${searchParams.toString()}`)).toBe(202);
    expect(Object.values(urls).filter((url) => !url.includes(`code=${system()}`))).toEqual(["a1"]);
  });

  it("says where the keys are, and never what they are", async () => {
    await statusOf("/runtime/webhooks/durabletask/instances", "wrong");

    expect(host.output()).toContain(`Keys are asked for: they are in "${file}"`);
    const all = [keys.masterKey, ...Object.values(keys.systemKeys), hostKey()];
    expect(all.filter((key) => host.output().includes(key))).toEqual([]);
  });

  it("keeps its keys", async () => {
    const closed = once(host.process, "close");
    host.process.kill("SIGKILL");
    await closed;
    host = await start();

    expect(await statusOf("/admin/functions", keys.masterKey)).toBe(200);
  });
});
