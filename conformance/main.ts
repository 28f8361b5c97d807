import { parseArgs } from "node:util";
import { printed } from "./printed";
import { allModes, runTable } from "./run-table";

// The conformance table of the local host: `npm run conformance`. Ends with 1 when a row failed.

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      samples: { type: "string" },
      modules: { type: "string", multiple: true },
    },
  });
  const { samples, modules = [] } = values;
  const rows = await runTable({
    modes: allModes,
    modules,
    ...(samples !== undefined && { samples }),
  });
  process.stdout.write(`${values.json ? JSON.stringify(rows, null, 2) : printed(rows)}\n`);
  if (rows.some(({ result }) => result.startsWith("FAILED"))) process.exitCode = 1;
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
