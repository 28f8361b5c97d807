import { azureNetwork } from "../../../simulators/azure-network";
import { publishedGroup } from "../../../simulators/azure-network/group";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start, tokenFor } from "../token";

const path =
  "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-network/providers/Microsoft.Network/ipGroups/";
const audience = "https://management.azure.com";

let now = start;
let running: RunningSimulators;
beforeEach(async () => {
  now = start;
  running = await startSimulators({ port: 0, only: [azureNetwork], now: () => now });
});
afterEach(() => running.close());

interface Body {
  id: string;
  etag: string;
  location: string;
  tags?: object;
  status: string;
  properties: { provisioningState: string; ipAddresses: string[] };
  error: { code: string; message: string };
}

async function send(method: string, to: string, body?: object, token = tokenFor(audience)) {
  const url = to.startsWith("http") ? to : `${running.url}/azure-network${path}${to}`;
  const response = await fetch(`${url}${url.includes("?") ? "" : "?api-version=2025-05-01"}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as Body };
}

const put = (ipAddresses: unknown[], name = publishedGroup.name, more: object = {}) =>
  send("PUT", name, { location: "westeurope", properties: { ipAddresses }, ...more });
const get = () => send("GET", publishedGroup.name);
const codeOf = ({ status, body }: Awaited<ReturnType<typeof put>>) => [status, body.error.code];

describe("an IP group", () => {
  it("is replaced as a whole by a PUT, tags too, and has another etag then", async () => {
    const before = await get();
    expect(before.body.tags).toEqual(publishedGroup.tags);

    await put(["45.83.64.10", "45.83.64.0/24", "10.0.0.1-10.0.0.9"]);

    const { body } = await get();
    expect(body.tags).toBeUndefined();
    expect(body.properties.ipAddresses).toEqual([
      "45.83.64.10",
      "45.83.64.0/24",
      "10.0.0.1-10.0.0.9",
    ]);
    expect(body.etag).not.toBe(before.body.etag);
  });

  it("is updating until its time is over, shows what is new at once, and takes no other PUT", async () => {
    const { status, headers, body } = await put(["45.83.64.10"]);
    const operation = headers.get("azure-asyncoperation")!;

    expect([status, body.properties.provisioningState]).toEqual([200, "Updating"]);
    expect((await get()).body.properties).toMatchObject({
      provisioningState: "Updating",
      ipAddresses: ["45.83.64.10"],
    });
    expect((await send("GET", operation)).body).toEqual({ status: "InProgress" });
    expect(codeOf(await put([]))).toEqual([409, "AnotherOperationInProgress"]);

    now += 5_000;
    expect((await send("GET", operation)).body).toEqual({ status: "Succeeded" });
    expect((await put([])).status).toBe(200);
  });

  it("is done at once where no firewall uses it", async () => {
    expect((await put(["45.83.64.10"], "new-group")).status).toBe(201);

    const { body } = await send("GET", "NEW-GROUP");
    expect(body.properties.provisioningState).toBe("Succeeded");
  });

  it("is kept, as an update that fails leaves it", async () => {
    running.scene("azure-network", { updatesFail: true });
    const { headers } = await put(["45.83.64.10"]);
    now += 5_000;

    const { body } = await send("GET", headers.get("azure-asyncoperation")!);

    expect([body.status, body.error.code]).toEqual(["Failed", "IpGroupsUpdateFailed"]);
    expect((await get()).body.properties).toMatchObject({
      provisioningState: "Failed",
      ipAddresses: ["45.83.64.10"],
    });
  });

  it.each(["2001:db8::1", "45.83.64.010", "45.83.64.0/33", "10.0.0.9-10.0.0.1", "", 7, "a\nb"])(
    "does not take %j",
    async (entry) => {
      expect(codeOf(await put([entry]))).toEqual([400, "IpGroupsInvalidIpAddress"]);
    },
  );

  it("takes 5,000 entries and no more", async () => {
    const many = Array.from({ length: 5_001 }, (_, i) => `10.${i >> 8}.${i & 255}.1`);

    expect(codeOf(await put(many))).toEqual([400, "IpGroupsExceedMaximumAddresses"]);
    expect((await put(many.slice(1))).status).toBe(200);
  });

  it("needs a location", async () => {
    expect(codeOf(await put([], publishedGroup.name, { location: undefined }))[0]).toBe(400);
  });
});

describe("a request", () => {
  it.each([
    ["of no version", "?x=1", "MissingApiVersionParameter"],
    ["of an unknown version", "?api-version=2019-01-01", "NoRegisteredProviderFound"],
  ])("%s is refused", async (_name, query, code) => {
    expect(codeOf(await send("GET", `${publishedGroup.name}${query}`))).toEqual([400, code]);
  });

  it("with a token for somebody else is refused", async () => {
    const token = tokenFor("https://vault.azure.net");
    expect((await send("GET", publishedGroup.name, undefined, token)).status).toBe(401);
  });

  it("for what is not there says so", async () => {
    expect(codeOf(await send("GET", "nothing"))).toEqual([404, "ResourceNotFound"]);
  });

  it("without the permission is refused", async () => {
    running.scene("azure-network", { permissions: "read" });
    expect((await get()).status).toBe(200);
    expect(codeOf(await put([]))).toEqual([403, "AuthorizationFailed"]);
    running.scene("azure-network", { permissions: "none" });
    expect(codeOf(await get())).toEqual([403, "AuthorizationFailed"]);
  });

  it("too many says when to come back", async () => {
    running.scene("azure-network", { writes: 1, updateSeconds: 0 });
    await put([]);

    const late = await put([]);
    expect(codeOf(late)).toEqual([429, "TooManyRequests"]);
    expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);

    now += 300_000;
    expect((await put([])).status).toBe(200);
  });
});
