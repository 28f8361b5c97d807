import { CONTAINMENT_KINDS, containmentKinds } from "../../domain/containment-kind";
import { refusalOf } from "../../domain/guard";
import type { Moment } from "../../simulators/serve";
import { bundle } from "../support/bundle";
import type { ContainmentCase } from "./case";
import { type Trial, everyCase, protecting, startTrial } from "./stage";

jest.setTimeout(60_000);

const isWhole = process.env["CRASH_MATRIX"] === "all";
const moments: Moment["when"][] = isWhole ? ["received", "done", "answered"] : ["done"];
const cases = everyCase();
const program = bundle("test/containments/program.ts");
const now = (): string => new Date().toISOString();
const table = new Map<string, Record<string, string>>();
const columns = ["done", "undone", "killed", "meddled", "protected", "together"] as const;

function tell({ kind }: ContainmentCase, column: (typeof columns)[number], word: string): void {
  table.set(kind, { ...table.get(kind), [column]: word });
}

async function trying(
  one: ContainmentCase,
  work: (trial: Trial) => Promise<void>,
  protect?: ContainmentCase["protectedBy"],
): Promise<void> {
  const trial = await startTrial(program.file, one, protect);
  try {
    await work(trial);
  } finally {
    await trial.close();
  }
}

afterAll(() => {
  program.remove();
  const line = (name: string, cells: Record<string, string>): string =>
    `${name.padEnd(28)}${columns.map((column) => (cells[column] ?? "-").padEnd(12)).join("")}`;
  const head = line("containment", Object.fromEntries(columns.map((name) => [name, name])));
  console.log([head, ...[...table].map(([kind, cells]) => line(kind, cells))].join("\n"));
});

it("has a row for each kind of containment", () => {
  const tried = new Set<string>(cases.map(({ kind }) => kind));
  expect(CONTAINMENT_KINDS.filter((kind) => kind !== "feed-block" && !tried.has(kind))).toEqual([]);
});

it("knows by which name each target is protected, but for hashes, which no list has", () => {
  const named = ({ protectedBy }: ContainmentCase): boolean =>
    Object.values(protectedBy).some((names) => names.length > 0);
  const isHash = ({ claim }: ContainmentCase): boolean =>
    claim.kind === "observable" && claim.observable.kind === "hash";
  expect(cases.filter((one) => named(one) === isHash(one)).map(({ kind }) => kind)).toEqual([]);
});

const writesIn = new Map<string, number>();

/** How many writes it takes to contain and to take back, when nobody is killed. */
async function writesOf(one: ContainmentCase): Promise<number> {
  let writes = writesIn.get(one.kind) ?? 0;
  if (writes > 0) return writes;
  await trying(one, async (trial) => {
    const item = await trial.plan();
    await trial.contain(item);
    await trial.release(item);
    writes = trial.writes();
  });
  return writes;
}

describe.each(cases)("$kind", (one) => {
  const hasUndo = containmentKinds[one.kind].undoVerb !== null;

  it("is done once, and its undo restores what was there", () =>
    trying(one, async (trial) => {
      const before = one.state(trial.vendors);
      const item = await trial.plan();
      expect(await trial.contain(item)).toMatchObject({ state: "in-force", wasAlready: false });
      const during = one.state(trial.vendors);
      const writes = trial.writes();
      expect(writes).toBeGreaterThan(0);
      expect(during).not.toEqual(before);
      expect(await trial.contain(item)).toMatchObject({ state: "in-force", wasAlready: false });
      expect(trial.writes()).toBe(writes);
      tell(one, "done", `${writes} write${writes === 1 ? "" : "s"}`);
      expect(await trial.release(item)).toMatchObject({ state: "ended" });
      expect(one.state(trial.vendors)).toEqual(hasUndo ? before : during);
      writesIn.set(one.kind, trial.writes());
      tell(one, "undone", hasUndo ? "restored" : "no undo");
    }));

  it.each(moments)("killed when a write is %s, it is done once, and undone", async (when) => {
    const writes = await writesOf(one);
    // By day the first and the last of them; all with CRASH_MATRIX=all.
    const killed = Array.from({ length: writes }, (_, index) => index + 1).filter(
      (write) => isWhole || write === 1 || write === writes,
    );
    for (const write of killed) {
      await trying(one, async (trial) => {
        const before = one.state(trial.vendors);
        const item = await trial.plan();
        const isKilled = trial.killAt(write, when);
        expect(await trial.contain(item)).toMatchObject({ state: "in-force", wasAlready: false });
        const during = one.state(trial.vendors);
        expect(await trial.release(item)).toMatchObject({ state: "ended" });
        expect({ write, isKilled: isKilled() }).toEqual({ write, isKilled: true });
        const open = (await trial.record()).filter((line) => /: intended(, intended)*$/.test(line));
        expect(open).toEqual([]);
        expect(one.state(trial.vendors)).toEqual(hasUndo ? before : during);
      });
    }
    tell(one, "killed", `${killed.length} of ${writes} x ${moments.length}`);
  });

  const { meddling } = one;
  if (meddling) {
    it(`leaves what somebody else changed meanwhile: ${meddling.outcome}`, () =>
      trying(one, async (trial) => {
        const item = await trial.plan();
        await trial.contain(item);
        await meddling.by(trial.vendors);
        const changed = one.state(trial.vendors);
        const { state } = await trial.release(item);
        const left = JSON.stringify(one.state(trial.vendors)) === JSON.stringify(changed);
        const isKept = meddling.outcome === "kept" ? meddling.isKept(trial.vendors) : left;
        expect({ state, isKept }).toEqual({
          state: meddling.outcome === "left" ? "left" : "ended",
          isKept: true,
        });
        tell(one, "meddled", meddling.outcome);
      }));
  }

  const names = Object.entries(one.protectedBy).flatMap(([list, all]) =>
    all.map((name) => ({ [list]: [name] })),
  );
  if (names.length > 0) {
    it("is refused where the policy protects its target, and nothing is sent", () =>
      trying(
        one,
        async (trial) => {
          const item = await trial.plan();
          const refusals = names.map((protect) =>
            refusalOf(one.kind, item.target, protecting(protect), now()),
          );
          expect(refusals.filter((refusal) => refusal === undefined)).toEqual([]);
          expect(refusalOf(one.kind, item.target, protecting({}), now())).toBeUndefined();
          await expect(trial.contain(item)).rejects.toThrow(/refused/);
          expect(trial.writes()).toBe(0);
          tell(one, "protected", "refused");
        },
        names[0],
      ));
  }

  const { together } = one;
  if (together) {
    it("shares its object with others that are changed at the same moment", () =>
      trying(one, async (trial) => {
        const before = one.state(trial.vendors);
        const items = await Promise.all([one.claim, ...together].map((claim) => trial.plan(claim)));
        const human = one.meddling?.outcome === "kept" ? one.meddling : undefined;
        const [done] = await Promise.all([
          Promise.all(items.map((item, process) => trial.contain(item, process))),
          human?.by(trial.vendors),
        ]);
        expect(done.map(({ state }) => state)).toEqual(items.map(() => "in-force"));
        expect(human?.isKept(trial.vendors) ?? true).toBe(true);
        const undone = await Promise.all(
          items.map((item, process) => trial.release(item, process)),
        );
        expect(undone.map(({ state }) => state)).toEqual(items.map(() => "ended"));
        const isRestored = JSON.stringify(one.state(trial.vendors)) === JSON.stringify(before);
        expect(human?.isKept(trial.vendors) ?? isRestored).toBe(true);
        tell(one, "together", `${items.length}${human ? " + human" : ""}`);
      }));
  }
});
