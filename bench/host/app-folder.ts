import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes a folder that a host takes for an app: the compiled one beside this file. */
export function makeAppFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write("package.json", JSON.stringify({ main: "index.js" }));
  write("index.js", `require(${JSON.stringify(join(__dirname, "app.js"))});\n`);
  const durableTask = {
    maxConcurrentActivityFunctions: 50,
  };
  write("host.json", JSON.stringify({ version: "2.0", extensions: { durableTask } }));
  return folder;
}
