import { once } from "node:events";
import { join } from "node:path";
import type { Durability } from "../../../local-host/store/open-database";
import { bundle, fixtureApp } from "../../support/bundle";
import { startHostProcess } from "../../support/host-process";
import { send } from "../../support/loopback";
import { temporaryFolder } from "../../support/temporary-folder";
import { type DiskCall, allKept, createDisk, noneKept } from "./disk";
import { openRestored } from "./restored";
import { isWhole, seed, seeded } from "./share";
import { readCalls, straceArguments, straceProblem } from "./strace";

/**
 * A host is watched from its first start on: what it writes, what it syncs, what it acknowledges. Then
 * the power is cut after every single call, and what may be on the disk is opened again.
 */

const problem = straceProblem();
const suite = problem ? describe.skip : describe;
const main = problem ? undefined : bundle("local-host/main.ts");
afterAll(() => main?.remove());

const smallCheckpoints = join(__dirname, "..", "..", "support", "small-checkpoints.cjs");

/** Below folders that the host has to make. */
const database = join("new", "deep", "durable.db");
/** After every call nothing that was not safe is kept, and then so many times some of it. */
const chances = isWhole ? 30 : 3;

/** Starts flows on a host that has never run here, waits for their ends, and stops it. */
async function recordedCalls(durability: Durability, folder: string): Promise<DiskCall[]> {
  const calls = join(folder, "calls");
  const disk = join(folder, "disk");
  const file = join(disk, database);
  const host = await startHostProcess({
    file: main!.file,
    args: [fixtureApp("shapes-app"), "--port", "0", "--database", file, "--durability", durability],
    environment: { NODE_OPTIONS: `--require "${smallCheckpoints}"` },
    under: ["strace", ...straceArguments(calls)],
  });
  const input = JSON.stringify({ journal: join(folder, "journal") });
  for (const shape of ["chain", "fanOut", "entity", "parent", "status", "again"]) {
    const path = `/runtime/webhooks/durabletask/orchestrators/${shape}/${shape}`;
    const headers = { "content-type": "application/json" };
    expect(await send(host.url, path, { method: "POST", headers, body: input })).toMatchObject({
      status: 202,
    });
  }
  for (const shape of ["chain", "fanOut", "entity", "parent", "status", "again"]) {
    await send(host.url, `/api/end/${shape}`);
  }
  const gone = once(host.process, "exit");
  host.process.disconnect(); // strace keeps signals to itself
  await gone;
  return readCalls(calls, disk);
}

suite.each(["full", "normal"] as const)(
  `with --durability %s${problem ? `: skipped, ${problem}` : ""}`,
  (durability) => {
    it("opens whole after a loss of power at any call, and keeps what it promises", async () => {
      const folder = temporaryFolder({ "disk/.keep": "" });
      const disk = join(folder, "disk");
      const calls = await recordedCalls(durability, folder);
      const kinds = calls.map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === "acknowledge")).toHaveLength(6);
      // The log was moved into the database on the way, too.
      const moved = calls.filter(
        (call) => call.kind === "sync" && call.path === join(disk, database),
      );
      expect(moved.length).toBeGreaterThan(3);

      const model = createDisk(disk);
      const chance = seeded(seed);
      /** What the database held, in the order of the commits. */
      const prefixes: string[] = [openRestored(new Map(), disk, database).digest];
      const acknowledged: string[] = [];
      let promised = 0;
      let tried = 0;

      for (const [at, call] of calls.entries()) {
        model.apply(call);
        const whole = openRestored(model.after(allKept), disk, database);
        if (whole.digest !== prefixes.at(-1)) prefixes.push(whole.digest);
        if (call.kind === "acknowledge") {
          acknowledged.push(call.id);
          promised = prefixes.length - 1;
        }
        for (let n = 0; n <= chances; n += 1) {
          const odds = chance();
          const fate = n === 0 ? noneKept : () => chance() < odds;
          tried += 1;
          const { digest, instances } = openRestored(model.after(fate), disk, database);
          const commit = prefixes.lastIndexOf(digest);
          const cut = `${seed}: after call ${at} (${call.kind})`;
          expect([cut, commit >= (durability === "full" ? promised : 0)]).toEqual([cut, true]);
          if (durability !== "full") continue;
          expect([cut, acknowledged.filter((id) => !instances.includes(id))]).toEqual([cut, []]);
        }
      }
      process.stdout.write(
        `${durability}: ${calls.length} calls, ${prefixes.length} commits, ${tried} losses of power, seed ${seed}\n`,
      );
    }, 300_000);
  },
);
