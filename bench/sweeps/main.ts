import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { failWith } from "../../scripts/run/end-on-signal";
import { type Row, type Sizes, allRows } from "./rows";
import { HEAD, lineOf } from "./table";

// How fast logs are swept, by CPU time, each beside a limit that is measured in the same run.

const usage = `npm run bench:sweeps
  --size <MB>      of the text log; the other files are smaller: 150
  --large          peak memory on files of 300 MB and 4 GB, in a temporary folder
  --own <folder>   of the rules that are run over logs; rules
  --rules <folder> of many rules, instead of 3,700 generated ones
  --json           a row a line, as JSON`;

const options = {
  size: { type: "string", default: "150" },
  large: { type: "boolean", default: false },
  own: { type: "string", default: "rules" },
  rules: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function sizesOf(size: number, isLarge: boolean): Sizes {
  return {
    text: size,
    json: size * 0.4,
    evtx: size * 0.2,
    gzip: size * 0.4,
    rules: size * 0.2,
    memory: isLarge ? [300, 3_900] : [Number((size / 13).toPrecision(3)), size],
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) return console.log(usage);
  const size = Number(values.size);
  if (!(size > 0)) throw new Error(`--size is a number of MB, not "${values.size}"`);
  const folder = mkdtempSync(join(tmpdir(), "durable-response-sweeps-"));
  const settings = {
    folder,
    sizes: sizesOf(size, values.large),
    own: values.own,
    many: values.rules,
  };
  try {
    if (!values.json)
      console.log(`${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}\n${HEAD}`);
    for await (const row of allRows(settings)) show(row, values.json);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const show = (row: Row, isJson: boolean): void =>
  console.log(isJson ? JSON.stringify(row) : lineOf(row));

main().catch(failWith);
