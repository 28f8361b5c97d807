// Adds the optional packages of other platforms to package-lock.json where the registry that made
// it does not carry them; without them `npm ci` of npm 11 refuses the lockfile.
import { readFileSync, writeFileSync } from "node:fs";

const file = "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));

const systems = [
  "darwin",
  "win32",
  "linux",
  "freebsd",
  "openbsd",
  "netbsd",
  "sunos",
  "aix",
  "android",
  "openharmony",
];
const processors = [
  "arm64",
  "arm",
  "x64",
  "ia32",
  "ppc64",
  "riscv64",
  "s390x",
  "loong64",
  "mips64el",
  "wasm32",
];

/** The first word of a list that starts a segment of the package's own name. */
const wordIn = (name, words) => {
  const segments = name.split("/").at(-1).split(/[-_]/);
  return words.find((word) => segments.some((segment) => segment.startsWith(word)));
};

/** Where Node would find `name` from inside the package at `from`. */
function installedPath(from, name) {
  let folder = from;
  for (;;) {
    const path = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (lock.packages[path]) return path;
    if (folder === "") return undefined;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1));
  }
}

function entryFor(name, version, isDev) {
  const os = wordIn(name, systems);
  const cpu = wordIn(name, processors);
  const libc = /musl/.test(name) ? "musl" : /gnu/.test(name) ? "glibc" : undefined;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(isDev && { dev: true }),
    ...(libc && os === "linux" && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (/^\d+\.\d+\.\d+/.test(version) && !installedPath(path, name)) {
      lock.packages[`node_modules/${name}`] = entryFor(name, version, entry.dev);
      added += 1;
    }
  }
}

const byPath = ([a], [b]) => (a < b ? -1 : 1);
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(byPath));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} optional packages of other platforms added to ${file}`);
