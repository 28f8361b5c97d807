import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJson } from "../../domain/json";
import { openSqliteLedger } from "../../ledger/sqlite";
import { verify } from "../../scripts/verify-record";
import { containment, hold } from "./containments-suite";

const mine = 25;
const built = join(__dirname, "../../dist/ledger/sqlite.js");

/** One of several processes that write to the same file at once, each in turns of its own. */
const program = (file: string, name: string): string => `
  const { openSqliteLedger } = require(${JSON.stringify(built)});
  const empty = ${JSON.stringify({ ...containment("203.0.113.7"), holds: [] })};
  const hold = ${JSON.stringify(hold(name))};
  const event = { what: "done", by: "${name}", at: hold.addedAt, detail: {} };
  (async () => {
    const ledger = await openSqliteLedger(${JSON.stringify(file)});
    for (let index = 0; index < ${mine}; index += 1) {
      await ledger.append("chain", "shared " + index, event);
      await ledger.append("chain", "${name} " + index, event);
      await ledger.reviseContainment(empty.id, (now = empty) => ({
        ...now,
        holds: [...now.holds, { ...hold, ref: { ...hold.ref, name: "${name} " + index } }],
      }));
    }
    await ledger.close();
  })();
`;

describe("two processes over one SQLite file", () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "ledger-"))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("open it at once, and lose and double nothing of what they write", async () => {
    const file = join(folder, "ledger.db");
    const ends = ["one", "other"].map(async (name) => {
      const child = spawn(process.execPath, ["-e", program(file, name)], { stdio: "inherit" });
      return (await once(child, "exit")) as [code: number];
    });

    expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0]);

    const ledger = await openSqliteLedger(file);
    const record = await ledger.record("chain");
    const { holds } = (await ledger.containment(containment("203.0.113.7").id))!;
    await ledger.close();
    expect(new Set(holds.map(({ ref }) => ref.name)).size).toBe(2 * mine);
    expect(new Set(record.map(({ by }) => by))).toEqual(new Set(["one", "other"]));
    expect(verify(record.map((entry) => `${canonicalJson(entry)}\n`).join(""))).toMatchObject({
      ok: true,
      entries: 3 * mine,
    });
  }, 60_000);
});
