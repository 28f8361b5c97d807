import { randomBytes } from "node:crypto";
import { checkpointsIn } from "../../ledger/table-checkpoints";
import { openTable } from "../../ledger/table-client";
import { type TableRows, tableRows } from "../../ledger/table-rows";
import { type AnswerLoser, loseAnswersOf } from "./answer-loser";
import { type Azurite, isAzuriteInstalled, startAzurite } from "./azurite";

const suite = isAzuriteInstalled ? describe : describe.skip;
const reason = isAzuriteInstalled
  ? ""
  : ": skipped, Azurite is not installed (npm run azurite:install)";
const options = { retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 } };

/** A megabyte that cannot be compressed: several rows. */
const large = (of: number) => ({ of, random: randomBytes(600_000).toString("hex") });

suite(`checkpoints in Table Storage, at Azurite${reason}`, () => {
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

  async function open(table: string, port?: number): Promise<TableRows> {
    const account = azurite.connectionString(port);
    const rows = tableRows(await openTable({ account, table, options }));
    await rows.create();
    return rows;
  }

  const keysIn = async (rows: TableRows): Promise<string[]> =>
    (await rows.list("checkpoint-c", "RowKey ge ''", ["RowKey"])).map(({ columns }) =>
      String(columns.rowKey),
    );

  /** The same rows, for a process that is killed at its nth write. */
  function killedAt(rows: TableRows, nth: number): TableRows {
    let writes = 0;
    const write = <A extends unknown[], R>(work: (...given: A) => Promise<R>) =>
      async function (...given: A): Promise<R> {
        writes += 1;
        if (writes >= nth) throw new Error("killed");
        return work(...given);
      };
    return {
      ...rows,
      insert: write(rows.insert),
      replace: write(rows.replace),
      remove: write(rows.remove),
    };
  }

  it("a writer that is killed at any of its writes leaves the old one or the new one, whole", async () => {
    const rows = await open("Killed");
    const { checkpoint, saveCheckpoint } = checkpointsIn(rows);
    await saveCheckpoint("c", 0, large(0));

    const versions: number[] = [];
    for (let nth = 1; nth <= 9; nth += 1) {
      const before = (await checkpoint("c"))!;
      const next = large(nth);
      const saving = checkpointsIn(killedAt(rows, nth)).saveCheckpoint("c", before.version, next);
      await saving.catch(() => undefined);

      const after = (await checkpoint("c"))!;
      expect(after.value).toEqual(after.version === before.version ? before.value : next);
      versions.push(after.version);
    }

    expect(versions[0]).toBe(1);
    expect(versions.at(-1)).toBeGreaterThan(1);
  }, 60_000);

  it("what a killed writer left is deleted by the next one", async () => {
    const rows = await open("Orphans");
    const { checkpoint, saveCheckpoint } = checkpointsIn(rows);
    await saveCheckpoint("c", 0, large(0));
    const before = await keysIn(rows);
    await expect(checkpointsIn(killedAt(rows, 3)).saveCheckpoint("c", 1, large(1))).rejects.toThrow(
      "killed",
    );
    expect((await keysIn(rows)).length).toBeGreaterThan(before.length);

    await saveCheckpoint("c", 1, "small");

    expect(await keysIn(rows)).toHaveLength(2);
    expect(await checkpoint("c")).toEqual({ version: 2, value: "small" });
  }, 60_000);

  it("knows its own save again when the answer to it was lost", async () => {
    const rows = await open("Lost", loser.port);
    const { checkpoint, saveCheckpoint } = checkpointsIn(rows);
    await saveCheckpoint("c", 0, "first");

    loser.loseNext("PUT");
    expect(await saveCheckpoint("c", 1, "second")).toBe(true);

    expect(loser.lost.splice(0)).toEqual(["PUT 204"]);
    expect(await checkpoint("c")).toEqual({ version: 2, value: "second" });
  });

  it("does not answer half a checkpoint when a row is gone, and says so", async () => {
    const rows = await open("Gone");
    const { checkpoint, saveCheckpoint } = checkpointsIn(rows);
    await saveCheckpoint("c", 0, large(0));
    const [found] = await rows.list("checkpoint-c", "RowKey ge 'v'", ["RowKey"]);
    await rows.remove("checkpoint-c", String(found!.columns.rowKey), found!.etag);

    await expect(checkpoint("c")).rejects.toThrow(
      /^Cannot read version 1 of the checkpoint "c": some of its \d+ rows are missing/,
    );
  });
});
