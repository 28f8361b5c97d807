import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { DiskCall } from "./disk";

const calls =
  "openat,mkdir,unlink,rename,pwrite64,pwritev,write,ftruncate,fallocate,fsync,fdatasync,writev";

/** Before the program that is to be watched. Its first thread only: SQLite and HTTP run in no other. */
export const straceArguments = (file: string): string[] => {
  return ["-o", file, "-y", "-xx", "-s", "10000000", "-e", `trace=${calls}`];
};

/** Why calls cannot be recorded on this machine; undefined when they can. */
export function straceProblem(): string | undefined {
  const { error, status, stderr } = spawnSync("strace", ["-o", "/dev/null", "true"]);
  if (error) return "strace is not installed";
  return status === 0 ? undefined : `strace is not allowed to watch: ${stderr.toString().trim()}`;
}

/** What was done to the files below a folder, and which instances were acknowledged, in order. */
export function readCalls(file: string, folder: string): DiskCall[] {
  return readFileSync(file, "latin1")
    .split("\n")
    .map(callOf)
    .filter((call) => call !== undefined)
    .filter((call) => call.kind === "acknowledge" || call.path.startsWith(folder));
}

const hex = String.raw`((?:\\x[0-9a-f]{2})*)`;
const readers: [RegExp, (...groups: string[]) => DiskCall | undefined][] = [
  [
    new RegExp(`^openat\\(.*?, "${hex}", \\S*O_CREAT.* = \\d`),
    (path) => ({ kind: "create", path: textOf(path) }),
  ],
  [new RegExp(`^mkdir\\("${hex}".* = 0`), (path) => ({ kind: "mkdir", path: textOf(path) })],
  [new RegExp(`^unlink\\("${hex}".* = 0`), (path) => ({ kind: "unlink", path: textOf(path) })],
  [
    new RegExp(`^pwrite64\\(\\d+<${hex}>, "${hex}", \\d+, (\\d+)\\) = \\d`),
    (path, bytes, at) => ({
      kind: "write",
      path: textOf(path),
      at: Number(at),
      bytes: bytesOf(bytes),
    }),
  ],
  [
    new RegExp(`^ftruncate\\(\\d+<${hex}>, (\\d+)\\) = 0`),
    (path, size) => ({ kind: "truncate", path: textOf(path), size: Number(size) }),
  ],
  [
    new RegExp(`^f(?:data)?sync\\(\\d+<${hex}>\\) = 0`),
    (path) => ({ kind: "sync", path: textOf(path) }),
  ],
  [
    new RegExp(`^writev\\(\\d+<${hex}>, \\[\\{iov_base="${hex}".*?iov_base="${hex}"`),
    (_socket, head, body) => acknowledged(textOf(head), textOf(body)),
  ],
  // What this model does not know must not go by unseen.
  [
    new RegExp(`^(pwritev|write|rename|fallocate)\\([^<"]*[<"]${hex}[>"]`),
    (kind, path) => ({ kind: "unknown", path: textOf(path), call: kind }),
  ],
];

function callOf(line: string): DiskCall | undefined {
  for (const [pattern, read] of readers) {
    const groups = pattern.exec(line)?.slice(1);
    if (groups) return read(...groups);
  }
  return undefined;
}

/** The answer to a start of an instance. */
function acknowledged(head: string, body: string): DiskCall | undefined {
  const id = head.startsWith("HTTP/1.1 202") ? /^\{"id":"([^"]+)"/.exec(body)?.[1] : undefined;
  return id === undefined ? undefined : { kind: "acknowledge", id };
}

const bytesOf = (text = ""): Buffer => Buffer.from(text.replaceAll(String.raw`\x`, ""), "hex");
const textOf = (text = ""): string => bytesOf(text).toString("utf8");
