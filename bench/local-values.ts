import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The settings of the local run. */
export function localValues(): Record<string, string> {
  const file = join(__dirname, "..", "..", "local.settings.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { Values: Record<string, string> }).Values;
}
