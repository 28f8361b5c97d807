import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { basicCredentials, oauthClient } from "../../../simulators/servicenow/auth";
import { type InstanceClient, basic, startInstance } from "./instance-client";

let instance: InstanceClient;

beforeEach(async () => {
  instance = await startInstance();
});

afterEach(() => instance.running.close());

const incidents = "/api/now/table/incident";
const form = (fields: Record<string, string>) =>
  instance.call("POST", "/oauth_token.do", new URLSearchParams(fields).toString(), {
    "content-type": "application/x-www-form-urlencoded",
  });
const clientCredentials = {
  grant_type: "client_credentials",
  client_id: oauthClient.clientId,
  client_secret: oauthClient.clientSecret,
};
const tokenOf = ({ text }: { text: string }) =>
  (JSON.parse(text) as { access_token: string }).access_token;

describe("authentication", () => {
  it.each<[string, Record<string, string>]>([
    ["no credentials", {}],
    ["a wrong password", { authorization: basic({ ...basicCredentials, password: "guess" }) }],
    ["another scheme", { authorization: `Digest ${basicCredentials.password}` }],
    ["a token that was never given", { authorization: "Bearer guess" }],
  ])("refuses %s, and does not say which it was", async (_title, headers) => {
    const {
      status,
      error,
      headers: given,
    } = await instance.call("GET", incidents, undefined, headers);

    expect(status).toBe(401);
    expect(given.get("www-authenticate")).toBe('Basic realm="Service-now"');
    expect(error).toEqual({
      message: "User Not Authenticated",
      detail: "Required to provide Auth information",
    });
  });

  it("gives a token for client credentials, which opens the API for its lifetime", async () => {
    const answer = await form(clientCredentials);
    const authorization = `Bearer ${tokenOf(answer)}`;

    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      access_token: expect.any(String),
      scope: "useraccount",
      token_type: "Bearer",
      expires_in: 1799,
    });
    expect((await instance.call("GET", incidents, undefined, { authorization })).status).toBe(200);
    instance.turnBy(1_799_000);
    expect((await instance.call("GET", incidents, undefined, { authorization })).status).toBe(401);
  });

  it.each([
    ["a wrong secret", { client_secret: "guess" }, "server_error"],
    ["an unknown client", { client_id: "guess" }, "server_error"],
    ["another grant", { grant_type: "password" }, "unsupported_grant_type"],
  ])("gives no token for %s", async (_title, changes, error) => {
    const { status, text } = await form({ ...clientCredentials, ...changes });

    expect(status).toBe(401);
    expect(JSON.parse(text)).toMatchObject({ error });
  });

  it("gives none where the instance does not allow the grant, nor for JSON", async () => {
    const json = await instance.call("POST", "/oauth_token.do", clientCredentials);
    instance.running.scene("servicenow", { clientCredentials: false });

    expect(json.status).toBe(401);
    expect((await form(clientCredentials)).status).toBe(401);
  });

  it("leaves neither password, secret nor token in the calls", async () => {
    const token = tokenOf(await form(clientCredentials));
    await instance.call("GET", incidents, undefined, { authorization: `Bearer ${token}` });
    await instance.call("GET", incidents);

    const calls = JSON.stringify(instance.running.calls());

    expect(calls).toContain("client_secret=***");
    for (const secret of [token, oauthClient.clientSecret, basicCredentials.password, basic()]) {
      expect(calls).not.toContain(secret);
    }
  });
});

describe("an instance", () => {
  it("that hibernates answers everything with a page and 200", async () => {
    instance.running.scene("servicenow", { hibernating: true });

    for (const answer of [
      await instance.call("GET", incidents),
      await instance.call("POST", incidents, {}),
      await form(clientCredentials),
    ]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
      expect(answer.text).toContain("hibernating");
    }
    instance.running.scene("servicenow", { hibernating: false });
    await expect(instance.find("")).resolves.toEqual([]);
  });

  it("has nothing at another path", async () => {
    const { status, error } = await instance.call("GET", "/api/now/tables/incident");

    expect(status).toBe(400);
    expect(error.message).toBe("Requested URI does not represent any resource");
  });

  it("does not delete incidents", async () => {
    const { sys_id: id } = await instance.create({});

    expect((await instance.call("DELETE", `${incidents}/${id}`)).status).toBe(405);
  });
});

describe("a rate rule", () => {
  it("is named in every answer, and refuses what is above it until the hour is over", async () => {
    instance.running.scene("servicenow", { rateLimit: { limit: 2 } });
    const reset = String(Date.UTC(2026, 10, 24, 3) / 1000);

    const first = await instance.call("GET", incidents);
    await instance.call("GET", incidents);
    const third = await instance.call("POST", incidents, {});

    expect(first.status).toBe(200);
    expect(first.headers.get("x-ratelimit-limit")).toBe("2");
    expect(third.status).toBe(429);
    expect(third.headers.get("x-ratelimit-limit")).toBe("2");
    expect(third.headers.get("x-ratelimit-reset")).toBe(reset);
    expect(third.headers.get("x-ratelimit-rule")).toMatch(/^[0-9a-f]{32}$/);
    expect(third.headers.get("retry-after")).toBe(String(19 * 60 + 49));
    instance.turnBy((19 * 60 + 49) * 1000);
    expect((await instance.call("GET", incidents)).status).toBe(200);
  });

  it("is not there unless an administrator made one, and goes when it is taken away", async () => {
    expect((await instance.call("GET", incidents)).headers.get("x-ratelimit-limit")).toBeNull();
    instance.running.scene("servicenow", { rateLimit: { limit: 0 } });
    expect((await instance.call("GET", incidents)).status).toBe(429);

    instance.running.scene("servicenow", { rateLimit: null });

    expect((await instance.call("GET", incidents)).status).toBe(200);
  });
});

describe("the scene", () => {
  it("adds records, and changes them as someone else would, past every policy", async () => {
    instance.running.scene("servicenow", {
      records: { incident: [{ sys_id: "a".repeat(32), short_description: "Seeded" }] },
    });
    instance.running.scene("servicenow", {
      records: { incident: [{ sys_id: "a".repeat(32), state: "7" }] },
    });

    await expect(instance.find("state=7")).resolves.toMatchObject([
      { short_description: "Seeded", number: "INC0010001", active: "false", sys_mod_count: "1" },
    ]);
  });

  it.each([
    { hibernating: "yes" },
    { rateLimit: { limit: "2" } },
    { records: { change_request: [] } },
    { records: { incident: [{ state: 7 }] } },
    { unknown: true },
  ])("cannot be %j", (scene) => {
    expect(() => instance.running.scene("servicenow", scene)).toThrow(
      'The scene of "servicenow" takes',
    );
  });

  it("shows in the state of the vendor, with the records", async () => {
    await instance.create({ short_description: "x" });
    instance.running.scene("servicenow", { securityIncidents: true });

    expect(instance.running.state("servicenow")).toMatchObject({
      securityIncidents: true,
      tables: { incident: [{ short_description: "x" }] },
    });
  });
});

describe("the memory of an instance", () => {
  it("keeps records, notes, numbers and tokens over a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulators-"));
    const file = join(folder, "memory.db");
    const unused = instance;
    instance = await startInstance(file);
    const { sys_id: id } = await instance.create({ correlation_id: "k", work_notes: "note" });
    const authorization = `Bearer ${tokenOf(await form(clientCredentials))}`;
    await instance.running.close();

    instance = await startInstance(file);

    await expect(instance.find("correlation_id=k")).resolves.toMatchObject([{ sys_id: id }]);
    const journal = await instance.call("GET", "/api/now/table/sys_journal_field", undefined, {
      authorization,
    });
    expect(journal.rows).toMatchObject([{ element_id: id, value: "note" }]);
    expect((await instance.create({})).number).toBe("INC0010002");
    const { rows: users } = await instance.call("GET", "/api/now/table/sys_user");
    expect(users).toHaveLength(2);
    await unused.running.close();
    await instance.running.close();
    rmSync(folder, { recursive: true, force: true });
    instance = await startInstance();
  });

  it("has a ticket that was made although the client saw a reset", async () => {
    instance.running.fault({
      vendor: "servicenow",
      route: "POST /api/now/table/{table}",
      kind: "reset",
      afterEffect: true,
    });

    await expect(instance.create({ correlation_id: "k" })).rejects.toThrow("fetch failed");

    await expect(instance.find("correlation_id=k")).resolves.toHaveLength(1);
  });
});
