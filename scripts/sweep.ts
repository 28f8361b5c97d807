import { realpathSync } from "node:fs";
import { createDetector } from "../sweeps/detection/detector";
import type { Finding } from "../sweeps/finding";
import type { LogReader } from "../sweeps/reader";
import { between } from "../sweeps/between";
import { standingIn } from "../sweeps/files/standing";
import { loadRules } from "../sweeps/sigma/rules";
import { printable } from "./follow/terminal";
import { ruleFiles } from "./rules/files";
import { inOrder, isAtLeast, jsonLinesOf, sarifOf, tableOf } from "./sweep/outputs";
import { type SweepOptions, optionsOf, usage } from "./sweep/options";
import { type Opened, openAll } from "./sweep/open";
import { durationOf, progressBar, sizeOf } from "./sweep/progress";
import { sweepAll } from "./sweep/run";
import { type SweepState, openState } from "./sweep/state";
import type { Swept } from "./sweep/swept";

const tell = (text: string): void => console.error(printable(text));

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  if (!options) return console.log(usage);
  const ruleSet = loadRules(options.rules.flatMap(ruleFiles), {
    placeholders: options.placeholders,
  });
  for (const { file, line, message } of ruleSet.problems) {
    tell(`${file}${line === undefined ? "" : `:${line}`} ${message}`);
  }
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  const opened = (await openAll(options, ruleSet)).map((one) => within(one, options));
  const state = stateOf(options);
  try {
    const bar = progressBar();
    const { signal } = interrupted;
    const detector = createDetector({ ruleSet });
    const { swept, cursor } = await sweepAll({
      sources: opened,
      detector,
      signal,
      show: (standing) => bar.show(standing),
      state,
    });
    bar.clear();
    report(swept, options, signal.aborted);
    if (signal.aborted) tell(interruption(swept, opened, cursor, options));
    else state?.done();
  } finally {
    state?.close();
  }
}

/** A sweep goes on only with what it began with. */
function stateOf({ state, paths, ...options }: SweepOptions): SweepState | undefined {
  if (state === undefined) return undefined;
  const { source, sweeps, rules, placeholders, format, zone, host, from, to, prefilter } = options;
  const real = [...paths, ...rules, ...(source === undefined ? [] : [sweeps])].map((path) =>
    realpathSync(path),
  );
  return openState(state, {
    real,
    placeholders,
    source,
    format,
    zone,
    host,
    from,
    to,
    prefilter,
  });
}

function interruption(
  { bytes }: Swept,
  opened: readonly Opened[],
  cursor: unknown,
  { state }: SweepOptions,
): string {
  const all = opened.reduce((sum, one) => sum + (one.bytes ?? Number.NaN), 0);
  const ofAll = all >= bytes ? ` of ${sizeOf(all)}` : "";
  const place = cursor === undefined ? undefined : standingIn(cursor);
  const where = place ? `, at byte ${place.offset} of ${place.file}` : "";
  const how =
    state === undefined
      ? "what is said above is of what was read until then; a sweep with --state can be gone on with"
      : `what is said above is of what was read until then; the same command goes on from there, by ${state}`;
  return `Interrupted after ${sizeOf(bytes)}${ofAll}${where}: ${how}`;
}

function within(opened: Opened, { from, to }: SweepOptions): Opened {
  if (from === undefined && to === undefined) return opened;
  const limited = (reader: LogReader): LogReader =>
    between(reader, {
      from: from ?? "-271821-04-20T00:00:00Z",
      to: to ?? "+275760-09-13T00:00:00Z",
    });
  return { ...opened, reader: limited(opened.reader) };
}

function report(swept: Swept, options: SweepOptions, isInterrupted: boolean): void {
  const findings = inOrder(swept.findings.filter(isAtLeast(options.level)));
  const text = { table: tableOf, json: jsonLinesOf, sarif: sarifOf }[options.output](findings);
  if (findings.length > 0 || options.output === "sarif") console.log(text);
  for (const { severity, about, message } of swept.notices)
    tell(`${severity}: ${about}: ${message}`);
  for (const remark of swept.remarks) tell(remark);
  if (swept.unparsed > 0) {
    tell(`${swept.unparsed} lines or rows are no record of their format, such as:`);
    for (const sample of swept.samples) tell(`    ${sample}`);
  }
  tell(summaryOf(swept, findings));
  process.exitCode = exitCodeOf(findings, swept, options, isInterrupted);
}

function summaryOf({ bytes, records, seconds }: Swept, findings: readonly Finding[]): string {
  const rate = seconds > 0 ? `, ${sizeOf(bytes / seconds)}/s` : "";
  const found = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
  return `${sizeOf(bytes)}, ${records} records in ${durationOf(seconds)}${rate}: ${found}`;
}

function exitCodeOf(
  findings: readonly Finding[],
  { notices }: Swept,
  { failOn }: SweepOptions,
  isInterrupted: boolean,
): number {
  if (failOn !== undefined && findings.some(isAtLeast(failOn))) return 1;
  if (isInterrupted) return 130;
  return notices.some(({ severity }) => severity === "error") ? 2 : 0;
}

main().catch((error: unknown) => {
  tell(error instanceof Error ? error.message : String(error));
  console.error(usage);
  process.exitCode = 2;
});
