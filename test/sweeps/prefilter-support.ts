import { createDetector } from "../../sweeps/detection/detector";
import { fileFormats } from "../../sweeps/file-formats";
import { fileReader } from "../../sweeps/files/file-reader";
import type { Finding } from "../../sweeps/finding";
import { prefilterFor } from "../../sweeps/prefilter";
import { loadRules } from "../../sweeps/sigma/rules";
import type { RuleSet } from "../../sweeps/sigma/rule";

export const rulesOf = (text: string): RuleSet => {
  const rules = loadRules([{ file: "rules.yml", text }]);
  expect(rules.problems).toEqual([]);
  return rules;
};

interface Log {
  folder: string;
  format: string;
  rules: RuleSet;
}

interface Ways {
  isFiltered: boolean;
  readBytes: number;
  /** Into as many slices as may be. */
  isCut: boolean;
}

/** What a sweep finds in a folder, the last revision of each, and what it tells of the log. */
export async function swept(
  { folder, format, rules }: Log,
  { isFiltered, readBytes, isCut }: Ways,
) {
  const reader = fileReader(
    {
      roots: [folder],
      files: [{ glob: "*", format }],
      backfill: true,
      finished: true,
      limits: { readBytes },
    },
    fileFormats,
    isFiltered ? { prefilters: (of) => prefilterFor(rules, of) } : {},
  );
  const findings = new Map<string, Finding>();
  let cursor: unknown;
  let state: unknown;
  let filtered = 0;
  const told = { lines: 0, records: 0, unparsed: 0, bytes: 0, samples: [""], nuls: 0 };
  for (let more = true; more;) {
    const detection = createDetector({ ruleSet: rules }).open("logs", state);
    const read = await reader.read({
      cursor,
      sink: detection.record,
      isEnough: () => isCut,
      signal: new AbortController().signal,
      now: new Date(Date.UTC(2024, 0, 1)),
    });
    for (const finding of detection.take()) findings.set(finding.key, { ...finding, revision: 0 });
    cursor = JSON.parse(JSON.stringify(read.cursor));
    state = JSON.parse(JSON.stringify(detection.state()));
    ({ more } = read);
    const { report } = read;
    filtered += report.filtered;
    for (const count of ["lines", "records", "unparsed", "bytes"] as const)
      told[count] += report[count];
    told.samples = [...told.samples, ...report.samples].slice(0, 20);
    for (const { message } of report.notices)
      told.nuls += Number(/^(\d+) NUL bytes/.exec(message)![1]);
  }
  return { findings: [...findings.values()], told, filtered };
}
