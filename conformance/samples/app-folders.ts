import { transformFileSync } from "@swc/core";
import { build } from "esbuild";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";

/** A folder that a host can run, and which of its files were left out for want of a module. */
export interface SampleApp {
  folder: string;
  missing: ReadonlyMap<string, string>;
}

/** The samples in JavaScript, as they are. */
export function javascriptSamples(checkout: string, into: string, modules: string[]): SampleApp {
  const folder = join(into, "samples-js");
  cpSync(join(checkout, "samples-js"), folder, { recursive: true, filter: withoutModules });
  linkModules(into, folder, modules);
  return { folder, missing: leaveOut(join(folder, "functions"), folder) };
}

/** The samples in TypeScript, with their types taken away, where their package.json looks for them. */
export function typescriptSamples(checkout: string, into: string, modules: string[]): SampleApp {
  const folder = join(into, "samples-ts");
  cpSync(join(checkout, "samples-ts"), folder, { recursive: true, filter: withoutModules });
  linkModules(into, folder, modules);
  const built = join(folder, "dist", "functions");
  mkdirSync(built, { recursive: true });
  for (const file of readdirSync(join(folder, "functions"))) {
    const { code } = transformFileSync(join(folder, "functions", file), {
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs", noInterop: true },
      swcrc: false,
    });
    writeFileSync(join(built, file.replace(/\.ts$/, ".js")), code);
  }
  return { folder, missing: leaveOut(built, folder) };
}

/** The orchestrations of the SDK's tests, registered with the SDK that this project has. */
export async function testOrchestrations(
  checkout: string,
  into: string,
  modules: string[],
): Promise<SampleApp> {
  const folder = join(into, "test-orchestrations");
  cpSync(besideSources("test-orchestrations"), folder, { recursive: true });
  linkModules(into, folder, modules);
  const source = join(checkout, "test", "testobjects", "TestOrchestrations");
  await build({
    stdin: { contents: registration(source), resolveDir: folder },
    outfile: join(folder, "functions", "orchestrations.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["durable-functions"],
    plugins: [
      {
        name: "the SDK of this project",
        setup(with_) {
          with_.onResolve({ filter: /^\.\.\/\.\.\/src$/ }, () => ({
            path: "durable-functions",
            external: true,
          }));
          with_.onResolve({ filter: /testingUtils$/ }, () => ({ path: "as-is", namespace: "own" }));
          with_.onLoad({ filter: /./, namespace: "own" }, () => ({
            contents: "export const createOrchestrator = (handler) => handler;",
          }));
        },
      },
    ],
  });
  return { folder, missing: new Map() };
}

const registration = (source: string): string => `
import * as df from "durable-functions";
import { TestOrchestrations } from ${JSON.stringify(source)};
for (const [name, handler] of Object.entries(TestOrchestrations)) df.app.orchestration(name, handler);
`;

/** A folder of ours that no build copies: beside this one in the sources. */
export function besideSources(name: string): string {
  const beside = join(__dirname, "..", name);
  return existsSync(beside) ? beside : join(__dirname, "..", "..", "..", "conformance", name);
}

const withoutModules = (path: string): boolean => basename(path) !== "node_modules";

/** This project's modules in the app, the others in the folder above: ours are found first. */
function linkModules(into: string, folder: string, modules: string[]): void {
  const own = dirname(dirname(require.resolve("durable-functions/package.json")));
  symlinkSync(own, join(folder, "node_modules"), "junction");
  const above = join(into, "node_modules");
  mkdirSync(above, { recursive: true });
  for (const more of modules.map((path) => resolve(path))) {
    for (const name of readdirSync(more)) {
      const link = join(above, name);
      if (!name.startsWith(".") && !existsSync(link))
        symlinkSync(join(more, name), link, "junction");
    }
  }
}

/** Removes the files that need a module that is not there; one missing module stops no other file. */
function leaveOut(functions: string, folder: string): Map<string, string> {
  const { resolve: find } = createRequire(join(folder, "index.js"));
  const missing = new Map<string, string>();
  for (const file of readdirSync(functions)) {
    const code = readFileSync(join(functions, file), "utf8");
    const names = [...code.matchAll(/require\("([^".]+)"\)/g)].map(([, name]) => name ?? "");
    const absent = names.find((name) => !isFound(find, name));
    if (absent === undefined) continue;
    missing.set(basename(file, ".js"), absent);
    rmSync(join(functions, file));
  }
  return missing;
}

function isFound(find: NodeJS.RequireResolve, name: string): boolean {
  try {
    return find(name) !== "";
  } catch {
    return false;
  }
}
