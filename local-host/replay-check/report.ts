import type { Effect, Finding } from "./finding";
import type { Count } from "./tally";

/** Writes what a check finds, as it finds it. */
export interface Report {
  finding(finding: Finding): void;
  end(summary: Summary): void;
}

export interface Summary {
  database: string;
  app: string;
  seconds: number;
  counts: Count[];
}

type Write = (line: string) => void;

/** One JSON object a line: findings, then a summary. */
export const jsonReport = (write: Write): Report => ({
  finding: (finding) => write(JSON.stringify({ type: "finding", ...finding })),
  end: (summary) =>
    write(JSON.stringify({ type: "summary", ...totals(summary.counts), ...summary })),
});

const word: Record<Effect, string> = { breaks: "BREAKS", differs: "differs", values: "values" };

/** Lines for a person. */
export const textReport = (write: Write): Report => ({
  finding({ effect, orchestrator, instanceId, status, how }) {
    write(`${word[effect]}  ${orchestrator} "${instanceId}" (${status}): ${how}`);
  },
  end(summary) {
    const { counts, seconds, database, app } = summary;
    const { runs, breaks, differs, finishedDiffers, values, gone } = totals(counts);
    for (const count of counts) write(countLine(count));
    write(`${runs} runs of "${database}" were replayed with "${app}" in ${seconds.toFixed(1)} s.`);
    if (differs > 0) write(`${differs} that run go another way from here, without failing.`);
    if (finishedDiffers > 0)
      write(`${finishedDiffers} that have ended would have gone another way.`);
    if (values > 0) write(`${values} have the same steps with other inputs, times or results.`);
    if (gone > 0) write(`${gone} that have ended are of orchestrators that the app no longer has.`);
    write(breaks > 0 ? `${breaks} that run would break. ${advice}` : "No run would break.");
  },
});

const advice =
  "Keep the old code for them: deploy when they have ended, or give the changed orchestrator a new name.";

const countLine = (count: Count): string =>
  `  ${count.orchestrator}: ${count.running} running (${count.breaks} break, ${count.differs} differ), ` +
  `${count.finished} ended (${count.finishedDiffers} differ)`;

/** Sums over all orchestrators. */
export function totals(counts: readonly Count[]) {
  const sum = (of: (count: Count) => number): number =>
    counts.reduce((total, count) => total + of(count), 0);
  return {
    runs: sum(({ running, finished }) => running + finished),
    breaks: sum(({ breaks }) => breaks),
    differs: sum(({ differs }) => differs),
    finishedDiffers: sum(({ finishedDiffers }) => finishedDiffers),
    values: sum(({ values }) => values),
    gone: sum(({ gone }) => gone),
  };
}
