import { type Row } from "../conformance/case";
import { allModes, runTable } from "../conformance/run-table";
import { totals } from "../conformance/printed";
import { bundle } from "./support/bundle";

const program = bundle("local-host/test-host/program.ts");
afterAll(() => program.remove());

describe("the conformance table", () => {
  let rows: Row[] = [];
  beforeAll(async () => {
    rows = await runTable({ modes: allModes, program: program.file });
  }, 120_000);

  it("has no row that failed", () => {
    expect(rows.filter(({ result }) => result.startsWith("FAILED"))).toEqual([]);
    expect(rows.filter(({ result }) => result === "ok").length).toBeGreaterThan(300);
  });

  it("gives each row a result, and each skipped one a reason", () => {
    for (const { result } of rows) expect(result).toMatch(/^(ok|skipped: \S.+)$/);
  });

  it("lives every case in every mode that turns time", () => {
    const titles = (mode: string) => rows.filter((row) => row.mode === mode).map((row) => row.case);
    expect(titles("killed at start")).toEqual(titles("plain"));
    expect(titles("killed at rest")).toEqual(titles("plain"));
  });

  it("skips the samples without a checkout of them, and says so", () => {
    const samples = rows.filter(({ rule }) => /^samples-|TestOrchestrations/.test(rule));

    expect(samples.length).toBeGreaterThan(200);
    for (const { result } of samples) expect(result).toBe("skipped: needs --samples <checkout>");
  });

  it("says how many rows came out how", () => {
    expect(totals(rows)).toMatch(/^\d+ rows: \d+ ok, 0 failed, \d+ skipped$/);
  });
});
