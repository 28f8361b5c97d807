import { existsSync } from "node:fs";
import { join } from "node:path";
import { startTestHost } from "../local-host/test-host/test-host";
import type { Case, Mode, Row } from "./case";
import { ownCases } from "./cases";
import { runCases } from "./lives";
import { startVendor } from "./vendor";

export interface TableOptions {
  modes: readonly Mode[];
  /** Another build of `local-host/test-host/program.ts`. */
  program?: string;
}

export const allModes: readonly Mode[] = [
  "plain",
  "killed at start",
  "killed at rest",
  "real clock",
];

/** Every rule of the contract that has a case, tried in every mode. */
export async function runTable(options: TableOptions): Promise<Row[]> {
  const vendor = await startVendor();
  try {
    const rows: Row[][] = [];
    for (const mode of options.modes) rows.push(await runApp(appFolder(), ownCases, mode));
    return rows.flat();
  } finally {
    await vendor.close();
  }

  async function runApp(app: string, cases: readonly Case[], mode: Mode): Promise<Row[]> {
    const host = await startTestHost({
      app,
      clock: mode === "real clock" ? "real" : "turned",
      ...(options.program !== undefined && { program: options.program }),
      settings: { VENDOR_URL: vendor.url },
    });
    try {
      return await runCases(host, vendor, mode, cases.filter(isFor(mode)));
    } finally {
      await host.stop();
    }
  }
}

/** On the clock of the machine only what is short. */
const isFor =
  (mode: Mode) =>
  ({ real }: Case): boolean =>
    mode !== "real clock" || real === true;

/** Beside this file in the sources; a build has only what was compiled. */
function appFolder(): string {
  const beside = join(__dirname, "app");
  return existsSync(beside) ? beside : join(__dirname, "..", "..", "conformance", "app");
}
