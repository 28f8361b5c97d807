// Makes a folder that can be deployed as it is: the app in one file, and the files that the Functions
// host reads beside it, in dist-bundle/ or the folder that is named. One file starts faster than a thousand, most of all on a file share.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = resolve(process.argv[2] ?? join(root, "dist-bundle"));

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ["functions/index.ts"],
  outfile: join(target, "index.js"),
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  sourcemap: true,
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
  // The Functions worker injects it; it exists nowhere else.
  external: [
    "@azure/functions-core",
    // Native in place of JavaScript, where somebody installs it.
    "pg-native",
  ],
});

const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
writeFileSync(
  join(target, "package.json"),
  `${JSON.stringify({ name, version, private: true, main: "index.js" }, null, 2)}\n`,
);
for (const file of ["host.json", "policy.json", "rules"]) {
  cpSync(join(root, file), join(target, file), { recursive: true });
}
