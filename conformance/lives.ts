import type { TestHost } from "../local-host/test-host/test-host";
import type { Case, Mode, Row, Stage } from "./case";
import type { Vendor } from "./vendor";

/**
 * Runs cases on one host, in one mode. Where the mode kills, all cases of a batch come to their
 * start, the process is killed once, and each goes on after the other.
 */
export async function runCases(
  host: TestHost,
  vendor: Vendor,
  mode: Mode,
  cases: readonly Case[],
): Promise<Row[]> {
  const rows: Row[] = [];
  const batches = [cases.filter((each) => !isAlone(each))];
  for (const each of cases.filter(isAlone)) batches.push([each]);
  for (const batch of batches) rows.push(...(await runBatch(host, vendor, mode, batch)));
  return cases.flatMap((each) => rows.filter((row) => row.case === each.title));
}

const isAlone = ({ alone }: Case): boolean => alone ?? false;

interface Life {
  row: Row;
  goOn: () => void;
  over: Promise<void>;
}

async function runBatch(
  host: TestHost,
  vendor: Vendor,
  mode: Mode,
  cases: readonly Case[],
): Promise<Row[]> {
  const lives: Life[] = [];
  for (const each of cases) lives.push(await begin(host, vendor, mode, each));
  if (isKilling(mode) && lives.some(({ row }) => row.result === "")) {
    if (mode === "killed at rest") await host.settle();
    await host.restart();
  }
  for (const { goOn, over } of lives) {
    goOn();
    await over;
  }
  return lives.map(({ row }) => row);
}

const isKilling = (mode: Mode): boolean => mode.startsWith("killed");

/** The rows of cases that are all skipped. */
export const skippedRows = (mode: Mode, cases: readonly Case[]): Row[] =>
  cases.map((each) => ({
    rule: each.rule,
    case: each.title,
    mode,
    result: `skipped: ${reasonToSkip(each, mode)}`,
  }));

/** Runs a case until it has ended, or waits for the kill. */
async function begin(host: TestHost, vendor: Vendor, mode: Mode, each: Case): Promise<Life> {
  const row: Row = { rule: each.rule, case: each.title, mode, result: "" };
  const gate = Promise.withResolvers<void>();
  const atGate = Promise.withResolvers<void>();
  const skipped = reasonToSkip(each, mode);
  if (skipped !== undefined) {
    row.result = `skipped: ${skipped}`;
    return { row, goOn: gate.resolve, over: Promise.resolve() };
  }
  const crash = async (): Promise<void> => {
    if (!isKilling(mode)) return;
    atGate.resolve();
    await gate.promise;
  };
  const over = each.run(stageOf(host, vendor, mode, crash)).then(
    () => void (row.result = "ok"),
    (error: unknown) => void (row.result = `FAILED: ${(error as Error).message}`),
  );
  await Promise.race([over, atGate.promise]);
  return { row, goOn: gate.resolve, over };
}

function reasonToSkip({ skip }: Case, mode: Mode): string | undefined {
  if (typeof skip === "string") return skip;
  return skip?.[mode];
}

function stageOf(host: TestHost, vendor: Vendor, mode: Mode, crash: () => Promise<void>): Stage {
  return {
    host,
    mode,
    vendor,
    crash,
    async start(orchestrator, input, instanceId) {
      const id = await host.start(orchestrator, input, instanceId);
      await crash();
      return id;
    },
    runs: (instanceId, activity) =>
      host.activityRuns(activity).filter((run) => run.instanceId === instanceId),
  };
}
