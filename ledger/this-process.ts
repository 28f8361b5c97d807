import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Where process ids mean the same, in short. The name of a host is not enough: two containers may share
 * it, and a process of the one is not seen in the other.
 */
const here = createHash("sha256")
  .update(hostname())
  .update(textOf(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")))
  .update(textOf(() => readlinkSync("/proc/self/ns/pid")))
  .digest("base64url")
  .slice(0, 16);

const random = randomBytes(6).toString("base64url");

/** Names this process among those of all machines: "<where> <pid> <when it started> <random>". */
export const thisProcess = `${here} ${process.pid} ${startOf(process.pid)} ${random}`;

/** Whether a process that is named so has surely ended. Of one of another machine nobody can say. */
export function isGone(name: string): boolean {
  const [, where, pid, start] = /^(\S+) (\d+) (\S+) \S+$/.exec(name) ?? [];
  if (where !== here || name === thisProcess) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  // Its number may have been given to another one since.
  const now = startOf(Number(pid));
  return now === "ended" || (now !== "-" && start !== "-" && now !== start);
}

/** When a process started, in ticks since the machine did; "ended" of one that its parent has not buried yet. */
function startOf(pid: number): string {
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  // "pid (name) state …": the name may hold blanks and brackets. proc_pid_stat(5)
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return "ended";
  return fields[19] ?? "-";
}

/** Nothing where the system has no such file: only Linux has. */
function textOf(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "";
  }
}
