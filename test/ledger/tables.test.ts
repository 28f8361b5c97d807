import { openTablesLedger } from "../../ledger/tables";
import { type AnswerLoser, loseAnswersOf } from "./answer-loser";
import { type Azurite, isAzuriteInstalled, startAzurite } from "./azurite";
import { containment, put } from "./containments-suite";
import { earlier, takenOver } from "./earlier";
import { keepsLedgerContract } from "./ledger-suite";

const suite = isAzuriteInstalled ? describe : describe.skip;
const reason = isAzuriteInstalled
  ? ""
  : ": skipped, Azurite is not installed (npm run azurite:install)";

const intent = {
  action: "openTicket",
  target: "t",
  runId: "run-1",
  at: "2026-03-01T10:00:00.000Z",
};
const options = { retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 } };

suite(`openTablesLedger() at Azurite${reason}`, () => {
  let azurite: Azurite;
  let loser: AnswerLoser;

  beforeAll(async () => {
    azurite = await startAzurite();
    loser = await loseAnswersOf(azurite.port);
  }, 60_000);
  afterAll(async () => {
    await loser.close();
    await azurite.stop();
  });

  let number = 0;
  const open = (table: string, port?: number) =>
    openTablesLedger({ account: azurite.connectionString(port), table, options });

  keepsLedgerContract(async () => {
    const table = `Ledger${(number += 1)}`;
    return { ledger: await open(table), another: () => open(table) };
  });

  it("L1: another process finds what was acknowledged", async () => {
    const ledger = await open("Shared");
    await ledger.begin("run-1/ticket", intent);
    await ledger.sending("run-1/ticket");

    const next = await open("Shared");

    expect(await next.entry("run-1/ticket")).toMatchObject({ intent, state: "sending" });
  });

  it("prunes nothing that was kept anew since it looked", async () => {
    const ledger = await open("Pruned");
    const other = await open("Pruned", loser.port);
    const at = "2026-03-01T10:00:00.000Z";
    await ledger.keep("k", "old", "2026-03-01T09:00:00.000Z");

    // Its request to delete is held until the answer is there anew.
    loser.holdNext("DELETE", () => ledger.keep("k", "new", "2026-03-02T10:00:00.000Z"));
    const count = await other.prune(at);

    expect([count, await ledger.kept("k", at)]).toEqual([0, "new"]);
  });

  it("L4: knows its own begin() again when the answer to it was lost", async () => {
    const ledger = await open("LostBegin", loser.port);

    loser.loseNext("POST");
    const begun = await ledger.begin("run-1/teams", intent);

    expect(loser.lost.splice(0)).toEqual(["POST 204"]);
    expect(begun.isNew).toBe(true);
    expect((await ledger.begin("run-1/teams", intent)).isNew).toBe(false);
  });

  it("L4: knows its own sending() again when the answer to it was lost", async () => {
    const ledger = await open("LostSending", loser.port);
    await ledger.begin("run-1/teams", intent);

    loser.loseNext("PUT");
    const isOurs = await ledger.sending("run-1/teams");

    expect(loser.lost.splice(0)).toEqual(["PUT 204"]);
    expect(isOurs).toBe(true);
    expect(await ledger.sending("run-1/teams")).toBe(false);
  });

  it("deletes a document once when the answer to it was lost", async () => {
    const ledger = await open("LostDelete", loser.port);
    await ledger.revise("lease/a", () => 1);
    const seen: unknown[] = [];

    loser.loseNext("DELETE");
    await ledger.revise<number | undefined>("lease/a", (now) => void seen.push(now));

    expect(loser.lost.splice(0)).toEqual(["DELETE 204"]);
    expect(await ledger.revise("lease/a", (now: number | undefined) => now ?? 2)).toBe(2);
    expect(seen[0]).toBe(1);
  });

  it("adds to a record once when the answer to it was lost", async () => {
    const ledger = await open("LostAppend", loser.port);
    const event = { what: "done", by: "run-1", at: intent.at, detail: {} };

    loser.loseNext("POST");
    await ledger.append("chain", "a", event);
    await ledger.append("chain", "b", event);

    expect(loser.lost.splice(0)).toEqual(["POST 202"]);
    expect((await ledger.record("chain")).map(({ key }) => key)).toEqual(["a", "b"]);
  });

  it("reads containments by the hundred and leaves out what has ended", async () => {
    const ledger = await open("Many");
    await Promise.all(
      Array.from({ length: 120 }, (_, index) =>
        put(
          ledger,
          containment(`203.0.113.${index}`, { state: index < 100 ? "in-force" : "ended" }),
        ),
      ),
    );

    expect(await ledger.openContainments("feed-block")).toHaveLength(100);
  });

  it("goes on with the blocks that version 0.1 kept, once", async () => {
    const before = await open("Earlier");
    const { TableClient } = await import("@azure/data-tables");
    const client = TableClient.fromConnectionString(azurite.connectionString(), "Earlier", {
      allowInsecureConnection: true,
    });
    await client.createEntity({
      partitionKey: "containments",
      rowKey: "block:address:203.0.113.7",
      kind: "address",
      expiresAt: earlier.expiresAt,
      containment0: JSON.stringify({ id: "block:address:203.0.113.7", ...earlier }),
    });

    const [ledger] = await Promise.all([open("Earlier"), open("Earlier")]);

    expect(await before.openContainments()).toEqual([takenOver]);
    await ledger.reviseContainment(takenOver.id, (now) => now && { ...now, state: "ended" });
    expect(await (await open("Earlier")).openContainments()).toEqual([]);
  });
});
