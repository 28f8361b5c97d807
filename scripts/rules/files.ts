import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { RuleFile } from "../../sweeps/sigma/document";

/** Every YAML file under a folder, in order of its name; links are not followed. */
export function ruleFiles(folder: string): RuleFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((file) => ({ file, text: readFileSync(file, "utf8") }));
}
