import { existsSync, readFileSync } from "node:fs";

/** Without this file, as in Azure, the environment is all there is. */
export function completeFromLocalSettings(): void {
  if (!existsSync("local.settings.json")) return;
  const text = readFileSync("local.settings.json", "utf8");
  const { Values = {} } = JSON.parse(text) as { Values?: Record<string, string> };
  // The identity library reads the environment itself, so it is completed and not copied.
  process.env = { ...Values, ...process.env };
}
