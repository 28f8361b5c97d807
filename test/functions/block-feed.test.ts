import { HttpRequest } from "@azure/functions";
import { blockFeed } from "../../functions/block-feed";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import { policy } from "../support/response-fakes";

jest.mock("@azure/functions-core", () => ({}), { virtual: true });

const now = new Date("2026-11-24T03:00:00Z");

const get = (
  ledger: Ledger,
  headers: Record<string, string> = {},
  protectedNetworks: string[] = [],
) =>
  blockFeed({
    ledger,
    policy: { ...policy, protected: { networks: protectedNetworks } },
    now: () => now,
  })(new HttpRequest({ method: "GET", url: "http://localhost/api/feeds/ip.txt", headers }));

const contain = (ledger: Ledger, value: string, expiresAt = "2026-11-25T03:00:00Z") =>
  ledger.contain({
    id: `block:address:${value}`,
    observable: { kind: "address", value },
    reason: "malicious",
    runId: "respond-1",
    incidentName: "i",
    addedAt: "2026-11-24T02:00:00Z",
    expiresAt,
  });

describe("blockFeed", () => {
  it("serves addresses in force, one a line, sorted, and no expired one", async () => {
    const ledger = memoryLedger();
    await contain(ledger, "45.83.64.11");
    await contain(ledger, "2a01:4f8::1");
    await contain(ledger, "45.83.64.10");
    await contain(ledger, "45.83.64.12", "2026-11-24T02:59:59Z");

    const { status, body, headers } = await get(ledger);

    expect(status).toBe(200);
    expect(body).toBe("2a01:4f8::1\n45.83.64.10\n45.83.64.11\n");
    expect(headers).toMatchObject({ "content-type": "text/plain; charset=utf-8" });
  });

  it("answers an empty list with an empty 200", async () => {
    await expect(get(memoryLedger())).resolves.toMatchObject({ status: 200, body: "" });
  });

  it("answers 304 to who has the list already", async () => {
    const ledger = memoryLedger();
    await contain(ledger, "45.83.64.10");
    const { headers } = await get(ledger);
    const { etag } = headers as { etag: string };

    await expect(get(ledger, { "if-none-match": etag })).resolves.toMatchObject({ status: 304 });
    await contain(ledger, "45.83.64.11");
    await expect(get(ledger, { "if-none-match": etag })).resolves.toMatchObject({ status: 200 });
  });

  it("does not serve what has become protected", async () => {
    const ledger = memoryLedger();
    await contain(ledger, "45.83.64.10");

    await expect(get(ledger, {}, ["45.83.64.0/24"])).resolves.toMatchObject({ body: "" });
  });

  it("answers 503, never an empty list, when the ledger cannot be read", async () => {
    const broken = {
      containmentsInForce: () => Promise.reject(new Error("disk")),
    } as unknown as Ledger;

    await expect(get(broken)).resolves.toMatchObject({ status: 503 });
  });
});
