import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountOf, readLines } from "./journal";
import { filesIn } from "./life";
import { type Lives, createLives } from "./lives";
import { startPolledServer } from "./polled-server";
import { isWhole, seed, seeded } from "./share";
import { type Outcome, type Shape, shapesOf } from "./shapes";

/**
 * Each flow on its own, in a process that SIGKILL ends at one point of it: before and after every
 * commit, after the writes of every group, around every acknowledgement and in every run of an
 * activity, of an orchestrator and of an entity. The next process sees it to its end.
 */

let lives: Lives;
const count = { tried: 0, again: 0 };
let server: Awaited<ReturnType<typeof startPolledServer>>;
let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "crash-"));
  server = await startPolledServer();
  lives = createLives();
});
afterAll(() => {
  const deaths = `${count.tried} deaths of ${shapes.length} flows, ${count.again} in the next process`;
  process.stdout.write(`${deaths}, seed ${seed}\n`);
  lives.end();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

const start = Date.UTC(2026, 0, 1);
const year = 365 * 24 * 3_600_000;
/** How many processes run at a time: one core each, and one more while these wait for the disk. */
const together = 3;

/** Around every commit always; of all other points a third, another one every day. */
const isTried = (where: string, dieAt: number): boolean =>
  isWhole || where.endsWith(" a commit") || (dieAt + seed) % 3 === 0;

const shapes = shapesOf("");
const chance = seeded(seed);
let folders = 0;

function newFolder(): string {
  folders += 1;
  return mkdtempSync(join(root, `${folders}-`));
}

const taskOf = ({ name }: Shape, folder: string, dieAt: number, now = start) => ({
  shape: name,
  folder,
  httpUrl: `${server.url}/begin`,
  now,
  dieAt,
});

/** One flow, killed at one point; what its next process makes of it. */
async function killedAt(shape: Shape, dieAt: number) {
  const folder = newFolder();
  const task = taskOf(shape, folder, dieAt);
  const signal = await lives.doomed(task);
  const { points } = accountOf(readLines(filesIn(folder).journal));
  // Every other time all timers are long overdue.
  const now = dieAt % 2 === 0 && !shape.hasDeadline ? start + year : start;
  if (isWhole) {
    const second = await lives.doomed({ ...task, dieAt: 1 + Math.floor(chance() * 20), now });
    count.again += Number(second === "SIGKILL");
  }
  const { outcome, problems } = await lives.checked({ ...task, dieAt: 0, now });
  rmSync(folder, { recursive: true, force: true });
  return { signal, where: points.at(-1), outcome, problems };
}

function expectAsScripted({ flows, entities }: Outcome, shape: Shape): void {
  for (const [id, output] of Object.entries(shape.outputs)) {
    expect([id, JSON.parse(flows[id]?.output ?? "null")]).toEqual([id, output]);
  }
  for (const id of shape.instances) {
    expect([id, flows[id]?.runtimeStatus]).toEqual([id, shape.statuses?.[id] ?? "Completed"]);
  }
  for (const [key, state] of Object.entries(shape.states ?? {})) {
    expect([key, entities[key]]).toEqual([key, String(state)]);
  }
}

it.each(shapes)(
  "brings $name to the same end, wherever it was killed",
  async (shape) => {
    const whole = await lives.checked(taskOf(shape, newFolder(), 0));
    expect(whole.problems).toEqual([]);
    expectAsScripted(whole.outcome!, shape);

    const all = whole.points.map((where, at) => ({ where, dieAt: at + 1 }));
    const inTurn = all.filter(({ where, dieAt }) => isTried(where, dieAt)).values();
    const deaths: object[] = [];
    const workers = Array.from({ length: together }, async () => {
      for (const { where, dieAt } of inTurn) {
        const death = { seed, dieAt, ...(await killedAt(shape, dieAt)) };
        expect(death).toEqual({
          seed,
          dieAt,
          where,
          signal: "SIGKILL",
          ...whole,
          points: undefined,
        });
        deaths.push(death);
      }
    });
    await Promise.all(workers);
    expect(deaths.length).toBeGreaterThan(all.length / 3);
    count.tried += deaths.length;
  },
  300_000,
);
