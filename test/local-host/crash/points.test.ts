import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountOf, readLines } from "./journal";
import { filesIn } from "./life";
import { type Lives, createLives } from "./lives";
import { startPolledServer } from "./polled-server";
import { type Outcome, type Shape, shapesOf } from "./shapes";

/**
 * Each flow on its own, in a process that SIGKILL ends at one point of it: before and after every
 * commit, after the writes of every group, around every acknowledgement and in every run of an
 * activity, of an orchestrator and of an entity. The next process sees it to its end.
 */

let lives: Lives;
let server: Awaited<ReturnType<typeof startPolledServer>>;
let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "crash-"));
  server = await startPolledServer();
  lives = createLives();
});
afterAll(() => {
  lives.end();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

const start = Date.UTC(2026, 0, 1);
const year = 365 * 24 * 3_600_000;
/** Of the points of a flow, one in so many: all of them with `npm run crash`. */
const share = Number(process.env["CRASH_SHARE"] ?? 1);
const together = 3;

const shapes = shapesOf("");
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

    const dieAts = whole.points.map((_where, at) => at + 1).filter((at) => at % share === 0);
    const inTurn = dieAts.values();
    const deaths: [number, Awaited<ReturnType<typeof killedAt>>][] = [];
    const workers = Array.from({ length: together }, async () => {
      for (const dieAt of inTurn) deaths.push([dieAt, await killedAt(shape, dieAt)]);
    });
    await Promise.all(workers);
    for (const [dieAt, death] of deaths) {
      expect([dieAt, death]).toEqual([
        dieAt,
        { signal: "SIGKILL", where: whole.points[dieAt - 1], outcome: whole.outcome, problems: [] },
      ]);
    }
    process.stderr.write(`${shape.name}: ${dieAts.length} points\n`);
  },
  60_000,
);
