import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeEvtx } from "../../bench/sweeps/write-evtx";
import { coverageOf, coverageText } from "../../scripts/rules/coverage";
import { ruleFiles } from "../../scripts/rules/files";
import { hasFired, regressionCases, runCase } from "../../scripts/rules/regression";
import { loadRules } from "../../sweeps/sigma/rules";

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), "rules-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const rule = (id: string, condition = "s"): string =>
  `title: ${id}\nid: ${id}\nlogsource: {product: windows, service: system}\ndetection:\n  s: {ThreatName: bad, Provider_Name: P}\n  condition: ${condition}\n`;

/** An event log with a threat of each of these names. */
const log = (...names: readonly string[]): Buffer =>
  writeEvtx(
    names.map((name, index) => ({
      channel: "System",
      provider: "P",
      eventId: 7,
      computer: 'a"}',
      recordId: index + 1,
      time: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
      details: { "Threat Name": name },
    })),
  );

const info = (id: string, least: number): string =>
  `rule_metadata: [{id: ${id}, title: case ${id}}]\nregression_tests_info: [{type: evtx, path: a/b/${id}.evtx, match_count: ${least}}]\n`;

test("Every YAML file under a folder is found, and nothing else.", () => {
  const folder = folderOf({ "b/c.yml": "x", "a.yaml": "y", "d.txt": "z", "e.yml/f.YML": "w" });
  expect(ruleFiles(folder)).toEqual([
    { file: join(folder, "a.yaml"), text: "y" },
    { file: join(folder, "b/c.yml"), text: "x" },
    { file: join(folder, "e.yml/f.YML"), text: "w" },
  ]);
});

test("Coverage counts what can be used, groups why others cannot, and tells the cases that do not fire.", () => {
  const folder = folderOf({
    "one.yml": rule("r1"),
    "two.yml": rule("r2", "s and t"),
    "three.yml": rule("r3", "s and u"),
  });
  const cases = folderOf({
    "r1/info.yml": info("r1", 2),
    "r1/r1.evtx": log("BAD", "bad", "good"),
    "r2/info.yml": info("r2", 1),
    "r2/r2.evtx": log("bad"),
    "r3/info.yml": info("r3", 1),
  });
  const files = ruleFiles(folder);
  const rules = loadRules(files);
  const results = regressionCases(cases).map((one) => runCase(rules, one));
  expect(results.map((one) => [one.ruleId, one.matched, hasFired(one)])).toEqual([
    ["r1", 2, true],
    ["r2", 0, false],
    ["r3", 0, false],
  ]);
  const coverage = coverageOf(files.length, rules, results);
  expect(coverage).toMatchObject({ files: 3, compiled: 1, of: 3, detections: 1, correlations: 0 });
  expect(coverage.reasons).toEqual([
    { reason: expect.stringContaining("is no selection"), count: 2, example: expect.any(String) },
  ]);
  expect(coverage.regression).toMatchObject({ cases: 3, fired: 1 });
  const text = coverageText(coverage);
  expect(text).toContain("usable        1 of 3 (33.33 %)");
  expect(text).toContain("case r2: matched 0 instead of at least 1");
  expect(text).toMatch(/case r3: ENOENT/);
});
