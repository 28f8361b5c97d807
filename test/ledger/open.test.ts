import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lazyLedger, openLedger } from "../../ledger";
import { containment, put } from "./containments-suite";

const intent = {
  action: "openTicket",
  target: "t",
  runId: "run-1",
  at: "2026-03-01T10:00:00.000Z",
};

describe("openLedger()", () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "ledger-"))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('"memory:" ends with the process', async () => {
    const first = await openLedger("memory:");
    await first.begin("k", intent);

    const second = await openLedger("memory:");

    expect(await second.entry("k")).toBeUndefined();
  });

  it('"sqlite:<file>" keeps what was written', async () => {
    const setting = `sqlite:${join(folder, "new", "ledger.db")}`;
    const first = await openLedger(setting);
    await first.begin("k", intent);
    await first.close();

    const second = await openLedger(setting);

    expect(await second.entry("k")).toMatchObject({ intent });
    await second.close();
  });

  it('"tables:" with what is no account is refused before anything is sent', async () => {
    await expect(openLedger("tables:http://soc.table.core.windows.net")).rejects.toThrow(
      "Cannot open the ledger in Table Storage",
    );
  });

  it.each([
    "",
    "memory",
    "memory:x",
    "sqlite:",
    "tables:",
    "file:ledger.db",
    "DefaultEndpointsProtocol=https;AccountName=soc;AccountKey=c2VjcmV0;TableEndpoint=https://soc",
  ])("does not take %j, says what it expects and quotes nothing", async (setting) => {
    const message = await openLedger(setting).then(
      () => "It opened",
      (error: Error) => error.message,
    );

    expect(message).toMatch(
      /^Cannot open the ledger: expected "sqlite:<file>", "memory:" or "tables:"/,
    );
    expect(message).not.toContain("c2VjcmV0");
  });
});

describe("lazyLedger()", () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "ledger-"))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("passes everything on to one ledger, opened by the first call", async () => {
    const ledger = lazyLedger(`sqlite:${join(folder, "ledger.db")}`);
    const one = containment("203.0.113.7");
    const event = { what: "done", by: "run-1", at: intent.at, detail: {} };

    const begun = await Promise.all([ledger.begin("k", intent), ledger.begin("k", intent)]);
    await ledger.sending("k");
    await ledger.retract("k");
    const isSent = await ledger.sending("k");
    await ledger.done("k", "result");
    await put(ledger, one);
    await ledger.append("chain", "k", event);

    expect(begun.map(({ isNew }) => isNew)).toEqual([true, false]);
    expect(isSent).toBe(true);
    expect(await ledger.entry("k")).toMatchObject({ state: "done", result: "result" });
    expect(await ledger.containment(one.id)).toEqual(one);
    expect(await ledger.openContainments("feed-block")).toEqual([one]);
    expect(await ledger.record("chain")).toMatchObject([{ ...event, key: "k" }]);
    await ledger.close();
  });

  it("tries again when it could not be opened", async () => {
    const ledger = lazyLedger("no ledger");

    await expect(ledger.begin("k", intent)).rejects.toThrow("Cannot open the ledger");
    await expect(ledger.entry("k")).rejects.toThrow("Cannot open the ledger");
  });

  it("opens nothing only to close it", async () => {
    await expect(lazyLedger("no ledger").close()).resolves.toBeUndefined();
  });
});
