import { appendFileSync, copyFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { auditd } from "../../../sweeps/formats/auditd";
import { sweeping, temporaryFolder } from "./support";

const message = (serial: number): string => `msg=audit(1767322800.123:${serial}):`;
const call = `type=SYSCALL ${message(1)} arch=c000003e syscall=257 success=no exit=-13 pid=9 uid=1000`;
const path1 = `type=PATH ${message(1)} item=0 name="/etc/shadow" nametype=NORMAL`;
const other = `type=USER_CMD ${message(2)} pid=10 uid=1000`;
const end = `type=PROCTITLE ${message(1)} proctitle="cat"`;
const text = (...lines: string[]): string => lines.map((line) => `${line}\n`).join("");

describe("an event of the audit daemon whose log is rotated in its middle", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: (name: string) => string;
  let read: ReturnType<typeof sweeping>;
  beforeEach(() => {
    folder = temporaryFolder();
    path = (name) => join(folder.path, name);
    read = sweeping(
      { roots: [folder.path], files: [{ glob: "audit.log", format: "auditd" }] },
      { formats: { auditd } },
    );
  });
  afterEach(() => folder.remove());
  const whole = [other, [call, path1, end].join("\n")];

  it("is one record, at the place where it goes on", async () => {
    writeFileSync(path("audit.log.1"), text(call));
    writeFileSync(path("audit.log"), text(other, path1, end));
    await read.sweep();
    await read.sweep();
    expect(read.takePlaces()).toEqual(["audit.log@0", `audit.log@${other.length + 1}`]);
    expect(read.take()).toEqual(whole);
  });

  it("is one record when a sweep, or a slice of one, ends between any two of its lines", async () => {
    writeFileSync(path("audit.log"), text(call));
    await read.sweep(true);
    renameSync(path("audit.log"), path("audit.log.1"));
    writeFileSync(path("audit.log"), text(other));
    await read.sweep(true);
    appendFileSync(path("audit.log"), text(path1));
    await read.sweep(true);
    appendFileSync(path("audit.log"), text(end));
    await read.sweep(true);
    expect(read.take()).toEqual(whole);
  });

  it("is one record when the log is copied and truncated twice", async () => {
    writeFileSync(path("audit.log"), text(call));
    await read.sweep();
    copyFileSync(path("audit.log"), path("audit.log.2"));
    truncateSync(path("audit.log"));
    appendFileSync(path("audit.log"), text(other, path1));
    await read.sweep();
    copyFileSync(path("audit.log"), path("audit.log.1"));
    truncateSync(path("audit.log"));
    appendFileSync(path("audit.log"), text(end));
    await read.sweep();
    await read.sweep();
    expect(read.take()).toEqual(whole);
  });

  it("is what there is of it when nothing more comes", async () => {
    writeFileSync(path("audit.log.1"), text(call));
    writeFileSync(path("audit.log"), text(other));
    for (let sweep = 0; sweep < 4; sweep += 1) await read.sweep();
    expect(read.take()).toEqual([other, call]);
  });

  it("hands nothing on twice when the part that took it over is gone", async () => {
    writeFileSync(path("audit.log.1"), text(call));
    writeFileSync(path("audit.log"), text(path1, end));
    await read.sweep();
    writeFileSync(path("audit.log"), text(other));
    await read.sweep();
    await read.sweep();
    expect(read.take()).toEqual([[call, path1, end].join("\n"), other]);
  });
});
