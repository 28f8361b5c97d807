import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { bundle, fixtureApp } from "../support/bundle";
import { type HostProcess, startHostProcess } from "../support/host-process";

/**
 * A sweep over a real file, with real rules and the ledger in SQLite, in a host whose process ends right before or
 * after one of its commits. Whatever comes of it: each finding has one response, and none is missing.
 */

jest.setTimeout(240_000);

const kills = 14;
const app = fixtureApp("sweep-app");
const main = bundle("local-host/main.ts");
const killer = join(__dirname, "..", "support", "kill-at-commit.cjs");
let current: HostProcess | undefined;
afterAll(() => {
  current?.process.kill("SIGKILL");
  main.remove();
});

interface Instance {
  name: string;
  runtimeStatus: string;
  output: { address: string; count: number } | null;
}

const failed = (from: string, times: number, minute: number): string =>
  Array.from(
    { length: times },
    (_, second) =>
      `2026-11-24T02:${String(minute).padStart(2, "0")}:${String(second).padStart(2, "0")}Z ${from}\n`,
  ).join("");

const first =
  failed("203.0.113.1", 4, 0) +
  failed("203.0.113.2", 2, 1) +
  failed("203.0.113.3", 5, 2) +
  failed("203.0.113.4", 3, 3);
const later = failed("203.0.113.2", 2, 4) + failed("203.0.113.1", 2, 5);

function world() {
  const folder = mkdtempSync(join(tmpdir(), "sweep-kill-"));
  mkdirSync(join(folder, "logs"));
  const log = join(folder, "logs", "auth.log");
  writeFileSync(log, first);
  const sweeps = join(folder, "sweeps.json");
  const source = {
    kind: "files",
    name: "auth",
    roots: ["logs"],
    include: ["auth.log"],
    rules: [join(app, "rules")],
    format: "failures",
    backfill: "start",
  };
  writeFileSync(sweeps, JSON.stringify({ sources: [source] }));
  return {
    log,
    start: () =>
      startHostProcess({
        file: main.file,
        args: [app, "--port", "0", "--database", join(folder, "durable.db")],
        environment: {
          NODE_OPTIONS: `--require "${killer}"`,
          LEDGER: `sqlite:${join(folder, "ledger.db")}`,
          SWEEPS_FILE: sweeps,
        },
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function doom({ process }: HostProcess, commit: number, side: string): Promise<number> {
  const answer = once(process, "message") as Promise<[{ commits: number }]>;
  process.send({ dieAt: { commit, side } });
  return (await answer)[0].commits;
}

const instances = async (url: string): Promise<Instance[]> =>
  (await (await fetch(`${url}/runtime/webhooks/durabletask/instances`)).json()) as Instance[];

/** Asks for a sweep, and waits until nothing is running; false when the host is gone. */
async function swept({ url }: HostProcess, id: string): Promise<boolean> {
  try {
    await fetch(`${url}/api/sweeps/${id}`, { method: "POST" });
    for (const until = Date.now() + 60_000; Date.now() < until; await pause(20)) {
      const all = await instances(url);
      const isOver = all.every(({ runtimeStatus }) => runtimeStatus === "Completed");
      if (isOver && all.length > 0) return true;
    }
  } catch {
    return false;
  }
  throw new Error(`The sweep ${id} is not over after a minute`);
}

/** What all that was started came to. */
async function outcomeOf({ url }: HostProcess) {
  const all = await instances(url);
  const of = (name: string) =>
    all
      .filter((one) => one.name === name)
      .map(({ output }) => output?.address ?? "")
      .toSorted((a, b) => (a < b ? -1 : 1));
  // Of each finding the newest that anybody was told.
  const counts: Record<string, number> = {};
  for (const { output } of all.filter(({ name }) => name !== "sweepSource")) {
    counts[output!.address] = Math.max(counts[output!.address] ?? 0, output!.count);
  }
  return { responses: of("respondToIncident"), counts };
}

const expected = {
  responses: ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"],
  counts: { "203.0.113.1": 6, "203.0.113.2": 4, "203.0.113.3": 5, "203.0.113.4": 3 },
};

it(`answers each finding once, whichever of ${kills} commits was the last`, async () => {
  const calm = world();
  current = await calm.start();
  await doom(current, Number.MAX_SAFE_INTEGER, "before");
  expect(await swept(current, "one")).toBe(true);
  const commits = await doom(current, Number.MAX_SAFE_INTEGER, "before");
  appendFileSync(calm.log, later);
  expect(await swept(current, "two")).toBe(true);
  expect(await outcomeOf(current)).toEqual(expected);
  await current.stop();
  calm.remove();

  let cutOff = 0;
  for (let round = 1; round <= kills; round += 1) {
    const { log, start, remove } = world();
    current = await start();
    const commit = Math.ceil((commits * round) / (kills + 1));
    const side = round % 2 === 0 ? "before" : "after";
    await doom(current, commit, side);
    cutOff += Number(!(await swept(current, "one")));
    current.process.kill("SIGKILL");
    if (current.process.exitCode === null && current.process.signalCode === null) {
      await once(current.process, "close");
    }
    appendFileSync(log, later);
    current = await start();
    // What was begun goes on by itself, or was never accepted.
    await swept(current, "one");
    await swept(current, "two");

    expect({ commit, side, ...(await outcomeOf(current)) }).toEqual({ commit, side, ...expected });
    await current.stop();
    remove();
  }
  expect(cutOff).toBeGreaterThan(kills / 2);
});
