import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import type { Finding } from "../../../sweeps/finding";
import { LOGS } from "./logs";
import { type Kill, type Slice, sourceOf, sweepsOf } from "./sweeper";
import { type Event, FIRST_CHANGE, writerOf } from "./writer";
import type { WrittenLog } from "./written";

/** Of each of the logs. */
const RUNS = Number(process.env["SWEEP_ENDS_RUNS"] ?? 3);
const SEEDS = 4;

/** Nothing is lost, so nothing may say so. */
const LOSS = /possible loss|overwritten|written over/;

const happening = fc.record({
  event: fc.constantFrom<Event>("write", "write", "write", "part", "rotate", "pack"),
  number: fc.nat(10_000),
});

const slices = fc.record({
  bytes: fc.constantFrom(1, 700, 5_000, 40_000, 1e9),
  readBytes: fc.constantFrom(300, 1_000, 7_777, 65_536),
  isTwice: fc.constantFrom(false, false, false, true),
  kill: fc.constantFrom<Kill | undefined>(
    undefined,
    undefined,
    "before a save",
    "after a save",
    "while reading",
  ),
  record: fc.integer({ min: 1, max: 60 }),
  meanwhile: fc.option(happening, { nil: undefined }),
  most: fc.constantFrom(1, 2, 3, 30),
});

const steps = fc.array(
  fc.oneof({ weight: 3, arbitrary: happening }, { weight: 2, arbitrary: slices }),
  { minLength: 5, maxLength: 40 },
);

type Happening = { event: Event; number: number };
type Slices = Omit<Slice, "meanwhile"> & {
  /** So many, if the sweep is not over before. */
  most: number;
  meanwhile: Happening | undefined;
  /** At which that is. */
  record: number;
};

function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "ends-")));
}

const whole: Slice = { bytes: 1e9, readBytes: 1_048_576 };

interface Swept {
  findings: ReadonlyMap<string, Finding>;
  counts: object;
}

/** One sweep of one file that has all of it. */
async function sweepOnce(log: WrittenLog): Promise<Swept> {
  const folder = temporaryFolder();
  try {
    const path = join(folder, log.file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, log.content(0, log.length));
    utimesSync(path, FIRST_CHANGE, FIRST_CHANGE);
    const sweeps = sweepsOf(sourceOf(folder, log.declared));
    await sweeps.slice({ ...whole, finished: true });
    expect(sweeps.isOpen()).toBe(false);
    return { findings: sweeps.findings, counts: sweeps.counts() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** By what they say, and where in the log it is said; whatever its file is called. */
const comparable = (findings: ReadonlyMap<string, Finding>, placeOf: (place: number) => number) =>
  [...findings.values()]
    .toSorted((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ revision: _revision, evidence, ...rest }) => ({
      ...rest,
      evidence: evidence.map(({ place, ...said }) => ({ ...said, at: placeOf(Number(place.at)) })),
    }));

async function happen(
  writer: ReturnType<typeof writerOf>,
  sweeps: ReturnType<typeof sweepsOf>,
  all: readonly (Happening | Slices)[],
  isFiltered: boolean,
): Promise<void> {
  for (const step of all) {
    if ("event" in step) {
      writer.happen(step.event, step.number);
      continue;
    }
    const { most, meanwhile, record, ...slice } = step;
    for (let count = 0; count < most; count += 1) {
      const during = meanwhile && {
        record,
        happen: () => writer.happen(meanwhile.event, meanwhile.number),
      };
      await sweeps.slice({ ...slice, isFiltered, meanwhile: count < 3 ? during : undefined });
      if (sweeps.isOpen()) continue;
      writer.complete();
      break;
    }
  }
}

describe.each(Object.entries(LOGS))("A log of %s", (_name, make) => {
  const logs = Array.from({ length: SEEDS }, (_, index) => make(index + 1));
  const once = new Map<WrittenLog, Promise<Swept>>();

  test("has the findings of one sweep, however it is written, rotated, packed, cut and killed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(SEEDS - 1),
        fc.nat(3),
        fc.boolean(),
        steps,
        async (seed, rotation, isFiltered, all) => {
          const log = logs[seed]!;
          if (!once.has(log)) once.set(log, sweepOnce(log));
          const expected = await once.get(log)!;
          const folder = temporaryFolder();
          try {
            const { rotations } = log;
            const writer = writerOf(log, folder, rotations[rotation % rotations.length]!);
            const sweeps = sweepsOf(sourceOf(folder, log.declared));
            await happen(writer, sweeps, all, isFiltered);
            writer.finish();
            for (let last = 0; last < 3; last += 1)
              do await sweeps.slice({ ...whole, isFiltered });
              while (sweeps.isOpen());
            expect(comparable(sweeps.findings, (place) => place)).toEqual(
              comparable(expected.findings, (place) => writer.placeOf(place)),
            );
            expect(sweeps.notices.filter((notice) => LOSS.test(notice))).toEqual([]);
            // Lines that were left out are no records.
            const counts = isFiltered ? expected.counts : sweeps.counts();
            expect(counts).toEqual(expected.counts);
          } finally {
            rmSync(folder, { recursive: true });
          }
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 600_000);
});
