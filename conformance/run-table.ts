import { join } from "node:path";
import { startTestHost } from "../local-host/test-host/test-host";
import type { Case, Mode, Row } from "./case";
import { ownCases } from "./cases";
import { runCases, skippedRows } from "./lives";
import { besideSources } from "./samples/app-folders";
import { type TriedApp, sampleApps } from "./samples/sample-apps";
import { type Vendor, startVendor } from "./vendor";

/** What to try, and with which host. */
export interface TableOptions {
  modes: readonly Mode[];
  /** A checkout of Azure/azure-functions-durable-js; without one its rows are skipped. */
  samples?: string;
  /** More folders of modules, for the samples. */
  modules?: string[];
  /** Another build of `local-host/test-host/program.ts`. */
  program?: string;
}

/** Every life that a case can have. */
export const allModes: readonly Mode[] = [
  "plain",
  "killed at start",
  "killed at rest",
  "real clock",
];

/** Every rule of the contract that has a case, tried in every mode. */
export async function runTable(options: TableOptions): Promise<Row[]> {
  const { apps, remove } = await sampleApps(options.samples, options.modules ?? []);
  const vendor = await startVendor();
  const rows: Row[] = [];
  try {
    for (const app of [{ folder: besideSources("app"), cases: ownCases }, ...apps]) {
      for (const mode of options.modes) rows.push(...(await runApp(app, mode, vendor, options)));
    }
    return rows;
  } finally {
    remove();
    await vendor.close();
  }
}

async function runApp(
  { folder, cases: all }: TriedApp,
  mode: Mode,
  vendor: Vendor,
  { program }: TableOptions,
): Promise<Row[]> {
  const cases = all.filter(isFor(mode));
  if (folder === undefined) return skippedRows(mode, cases);
  if (cases.length === 0) return [];
  const host = await startTestHost({
    app: folder,
    clock: mode === "real clock" ? "real" : "turned",
    ...(program !== undefined && { program }),
    settings: {
      VENDOR_URL: vendor.url,
      IDENTITY_ENDPOINT: `${vendor.url}/token`,
      IDENTITY_HEADER: "secret",
      ...(folder !== besideSources("app") && redirected()),
    },
  });
  try {
    return await runCases(host, vendor, mode, cases);
  } finally {
    await host.stop();
  }
}

/** The samples name vendors on the internet. */
const redirected = () => ({
  NODE_OPTIONS: `--require=${JSON.stringify(join(__dirname, "samples", "redirect.js"))}`,
  NO_PROXY: "*",
});

/** On the clock of the machine only what is short. */
const isFor =
  (mode: Mode) =>
  ({ real }: Case): boolean =>
    mode !== "real clock" || real === true;
