import { start, tokenFor } from "../token";
import {
  type OpenWorkspace,
  incidentName as name,
  openWorkspace,
  properties,
} from "./workspace-client";

let workspace: OpenWorkspace;
const send = (...request: Parameters<OpenWorkspace["send"]>) => workspace.send(...request);

beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace.close());

describe("api-version", () => {
  it.each([
    ["", "MissingApiVersionParameter"],
    ["new", "InvalidApiVersionParameter"],
    ["2020-01-01", "NoRegisteredProviderFound"],
  ])("'%s' is refused with %s", async (version, code) => {
    const { status, body } = await send("GET", `/incidents/${name}?api-version=${version}`);

    expect([status, body.error.code]).toEqual([400, code]);
  });

  it.each(["2024-03-01", "2025-09-01", "2025-10-01-preview"])("'%s' is served", async (version) => {
    expect((await send("GET", `/incidents/${name}?api-version=${version}`)).status).toBe(200);
  });

  it("of preview is needed for the relations of an entity", async () => {
    const { status, body } = await send(
      "GET",
      `/entities/${name}/relations?api-version=2025-09-01`,
    );

    expect([status, body.error.code]).toEqual([400, "NoRegisteredProviderFound"]);
    expect(body.error.message).toContain("'entities/relations'");
  });
});

describe("authorization", () => {
  it("challenges a request without a token", async () => {
    const { status, headers, body } = await send("GET", "/incidents", undefined, {
      authorization: "",
    });

    expect([status, body.error.code]).toEqual([401, "AuthenticationFailed"]);
    expect(headers.get("www-authenticate")).toMatch(/^Bearer authorization_uri=/);
  });

  it.each([
    [
      "for somebody else",
      tokenFor("https://vault.azure.net"),
      "InvalidAuthenticationTokenAudience",
    ],
    [
      "that is over",
      tokenFor("https://management.azure.com/", { exp: start / 1_000 - 1 }),
      "ExpiredAuthenticationToken",
    ],
    ["that nobody signed", "a.b.c", "InvalidAuthenticationToken"],
  ])("refuses a token %s", async (_title, token, code) => {
    const { status, body } = await send("GET", "/incidents", undefined, {
      authorization: `Bearer ${token}`,
    });

    expect([status, body.error.code]).toEqual([401, code]);
  });

  it("takes the audience with a final slash, too", async () => {
    const authorization = `Bearer ${tokenFor("https://management.azure.com/")}`;

    expect((await send("GET", "/incidents", undefined, { authorization })).status).toBe(200);
  });
});

describe("methods and bodies", () => {
  it.each([
    ["GET", `/incidents/${name}/entities`],
    ["GET", `/incidents/${name}/alerts`],
    ["GET", `/incidents/${name}/bookmarks`],
    ["PUT", "/incidents"],
    ["PATCH", `/incidents/${name}`],
    ["POST", `/incidents/${name}/comments`],
  ])("%s %s is not supported", async (method, path) => {
    const { status, body } = await send(method, path, method === "PUT" ? {} : undefined);

    expect([status, body.error.code]).toEqual([405, "UnsupportedApiVersion"]);
    expect(body.error.message).toContain(`does not support HTTP method '${method}'`);
  });

  it("a PUT must be JSON", async () => {
    const { status, body } = await send(
      "PUT",
      `/incidents/${name}`,
      { properties },
      { "content-type": "text/plain" },
    );

    expect([status, body.error.code]).toEqual([415, "UnsupportedMediaType"]);
  });

  it("a PUT must be an object", async () => {
    const { status, body } = await send("PUT", `/incidents/${name}`, [properties]);

    expect([status, body.error.code]).toEqual([400, "InvalidRequestContent"]);
  });
});

describe("headers", () => {
  it("name the request, and what is left of the subscription's requests", async () => {
    const first = await send("GET", "/incidents", undefined, { "x-ms-client-request-id": "mine" });
    const second = await send("GET", "/incidents");
    const write = await send("PUT", `/incidents/${name}`, { properties });
    const deletion = await send("DELETE", `/incidents/${name}`);

    const left = "x-ms-ratelimit-remaining-subscription-";
    expect(first.headers.get("x-ms-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.headers.get("x-ms-correlation-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.headers.get("x-ms-routing-request-id")).toMatch(/^WESTEUROPE:20260801T104500Z:/);
    expect(first.headers.get("x-ms-client-request-id")).toBe("mine");
    expect(second.headers.get("x-ms-request-id")).not.toBe(first.headers.get("x-ms-request-id"));
    expect(first.headers.get(`${left}reads`)).toBe("11999");
    expect(second.headers.get(`${left}reads`)).toBe("11998");
    expect(write.headers.get(`${left}writes`)).toBe("1199");
    expect(deletion.headers.get(`${left}deletes`)).toBe("14999");
  });

  it("count anew every hour", async () => {
    await send("GET", "/incidents");
    workspace.turnBy(3_600_000);

    const { headers } = await send("GET", "/incidents");

    expect(headers.get("x-ms-ratelimit-remaining-subscription-reads")).toBe("11999");
  });
});

describe("throttling", () => {
  it("allows 75 PUTs of an endpoint in five minutes, says when to come back, and keeps to it", async () => {
    for (let index = 1; index <= 75; index++) {
      const { status } = await send("PUT", `/incidents/${name}/comments/c`, {
        properties: { message: `${index}` },
      });
      expect(status).toBeLessThan(300);
    }
    workspace.turnBy(60_000);

    const refused = await send("PUT", `/incidents/${name}/comments/c`, {
      properties: { message: "76" },
    });
    const elsewhere = await send("PUT", `/incidents/${name}/tasks/t`, {
      properties: { title: "T", status: "New" },
    });
    const reading = await send("GET", `/incidents/${name}/comments/c`);
    workspace.turnBy(240_000);
    const later = await send("PUT", `/incidents/${name}/comments/c`, {
      properties: { message: "77" },
    });

    expect([refused.status, refused.body.error.code]).toEqual([429, "TooManyRequests"]);
    expect(refused.headers.get("retry-after")).toBe("240");
    expect(elsewhere.status).toBe(201);
    expect(reading.body.properties["message"]).toBe("75");
    expect(later.status).toBe(200);
  });

  it("allows as many reads of what hangs on incidents as the scene says, and any of incidents", async () => {
    workspace.scene({ limits: { reads: 1, windowSeconds: 10 } });
    await send("POST", `/incidents/${name}/entities`);

    const entities = await send("POST", `/incidents/${name}/entities`);
    const alerts = await send("POST", `/incidents/${name}/alerts`);
    await send("GET", `/incidents/${name}`);
    const incident = await send("GET", `/incidents/${name}`);

    expect([entities.status, entities.headers.get("retry-after")]).toEqual([429, "10"]);
    expect([alerts.status, incident.status]).toEqual([200, 200]);
  });

  it("counts each subscription for itself", async () => {
    workspace.scene({ limits: { writes: 1 } });
    await send("PUT", `/incidents/${name}`, { properties });
    const other = `${workspace.url}/sentinel/subscriptions/99999999-9999-9999-9999-999999999999/resourceGroups/r/providers/Microsoft.OperationalInsights/workspaces/w/providers/Microsoft.SecurityInsights`;

    expect((await send("PUT", `${other}/incidents/${name}`, { properties })).status).toBe(201);
    expect((await send("PUT", `/incidents/${name}`, { properties })).status).toBe(429);
  });
});
