import { spawn } from "node:child_process";
import { once } from "node:events";
import { isGone, thisProcess } from "../../ledger/this-process";

const [where, pid, start, random] = thisProcess.split(" ") as [string, string, string, string];
const onLinux = process.platform === "linux" ? describe : describe.skip;

/** The id of a process that has ended. */
async function endedId(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid!;
}

describe("isGone()", () => {
  it("is sure of a process of this machine that has ended", async () => {
    expect(isGone(`${where} ${await endedId()} ${start} ${random}`)).toBe(true);
  });

  it("says no of this one, and of others that run", () => {
    expect(isGone(thisProcess)).toBe(false);
    expect(isGone(`${where} ${process.ppid} - ${random}`)).toBe(false);
  });

  it("says no of another machine's, and of what is no name", async () => {
    expect(isGone(`elsewhere ${await endedId()} ${start} ${random}`)).toBe(false);
    expect(isGone("")).toBe(false);
    expect(isGone(`${where} everything`)).toBe(false);
  });
});

onLinux("isGone() where processes say when they started", () => {
  it("knows a process from a later one of the same number", () => {
    expect(isGone(`${where} ${pid} ${Number(start) - 1} ${random}`)).toBe(true);
    expect(isGone(`${where} ${pid} ${start} other`)).toBe(false);
  });

  it("is sure of one that ended, and whose parent does not care", async () => {
    const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"]);
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const name = `${where} ${line.toString().trim()} - ${random}`;
    for (let looks = 0; !isGone(name) && looks < 10_000; looks += 1) await once(timer(), "abort");

    expect(isGone(name)).toBe(true);
    parent.kill("SIGKILL");
  });
});

const timer = (): AbortSignal => AbortSignal.timeout(1);
