import { createDetector } from "../sweeps/detection/detector";
import type { Finding } from "../sweeps/finding";
import type { LogReader } from "../sweeps/reader";
import { between } from "../sweeps/between";
import { loadRules } from "../sweeps/sigma/rules";
import { printable } from "./follow/terminal";
import { ruleFiles } from "./rules/files";
import { inOrder, isAtLeast, jsonLinesOf, sarifOf, tableOf } from "./sweep/outputs";
import { type SweepOptions, optionsOf, usage } from "./sweep/options";
import { type Opened, openAll } from "./sweep/open";
import { durationOf, progressBar, sizeOf } from "./sweep/progress";
import { type Swept, sweepAll } from "./sweep/run";

const tell = (text: string): void => console.error(printable(text));

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  if (!options) return console.log(usage);
  const ruleSet = loadRules(options.rules.flatMap(ruleFiles));
  for (const { file, line, message } of ruleSet.problems) {
    tell(`${file}${line === undefined ? "" : `:${line}`} ${message}`);
  }
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  const opened = (await openAll(options, ruleSet)).map((one) => within(one, options));
  const bar = progressBar();
  const swept = await sweepAll(
    opened,
    createDetector({ ruleSet }),
    interrupted.signal,
    (standing) => bar.show(standing),
  );
  bar.clear();
  report(swept, options, interrupted.signal.aborted);
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
  if (isInterrupted) tell("Interrupted: what is said above is of what was read until then");
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
