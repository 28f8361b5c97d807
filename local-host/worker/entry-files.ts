import { globSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";

export interface EntryFile {
  path: string;
  isModule: boolean;
}

/**
 * The files that `main` of an app's package.json names, sorted. It may be a pattern such as
 * `dist/functions/*.js` or `dist/{index,functions/*}.js`; no `main` means nothing to load.
 */
export function entryFiles(appDirectory: string): EntryFile[] {
  const { main, type } = readPackage(join(appDirectory, "package.json"));
  if (main === undefined) return [];
  const files = matches(appDirectory, main).filter((path) => isFile(path));
  if (files.length === 0) {
    throw new Error(
      `Worker was unable to load entry point "${main}": Found zero files matching the supplied ` +
        `pattern in "${appDirectory}". Build the app first`,
    );
  }
  return files.toSorted().map((path) => ({ path, isModule: isModule(path, type) }));
}

function matches(appDirectory: string, main: string): string[] {
  if (!/[*?[\]{}!]/.test(main)) return [join(appDirectory, main)];
  return globSync(main, { cwd: appDirectory }).map((path) =>
    isAbsolute(path) ? path : join(appDirectory, path),
  );
}

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

const isModule = (path: string, type: unknown): boolean =>
  path.endsWith(".mjs") || (!path.endsWith(".cjs") && type === "module");

function readPackage(path: string): { main?: string; type?: unknown } {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new Error(`Cannot read "${path}": is this the folder of a Functions app?`, { cause });
  }
  try {
    const { main, type } = JSON.parse(text) as { main?: unknown; type?: unknown };
    return typeof main === "string" && main !== "" ? { main, type } : { type };
  } catch (cause) {
    throw new Error(`Cannot read "${path}": it is not JSON`, { cause });
  }
}
