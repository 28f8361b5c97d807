import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The values of the app's local.settings.json. */
export function localSettings(): Record<string, string> {
  const file = join(__dirname, "..", "..", "..", "local.settings.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { Values: Record<string, string> }).Values;
}
