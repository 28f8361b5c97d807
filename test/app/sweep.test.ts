import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppUnderTest, askingNobody, startApp } from "../support/app-process";

jest.setTimeout(120_000);

const rules = `title: Failed log-in
id: 5c1d2b1e-6a0e-4a55-9d0b-0d1d4a8f7a01
name: failed_log_in
logsource:
  product: linux
  service: sshd
detection:
  failed:
    event.outcome: failure
  condition: failed
level: low
---
title: Many failed log-ins from one address
id: 5c1d2b1e-6a0e-4a55-9d0b-0d1d4a8f7a02
correlation:
  type: event_count
  rules:
    - failed_log_in
  group-by:
    - source.ip
  timespan: 1h
  condition:
    gte: 5
level: high
`;

/** Lines of sshd, as of some minutes ago. */
const failures = (from: string, count: number): string =>
  Array.from({ length: count }, (_, index) => {
    const time = new Date(Date.now() - 600_000 + index * 1_000).toISOString().slice(0, 19);
    return `${time}+00:00 web01 sshd[811]: Failed password for root from ${from} port 4${index} ssh2\n`;
  }).join("");

const isIncident = (path: string): boolean => /\/incidents\/[^/]+\?/i.test(path);

interface Sweeps {
  sources: { findingsWaiting: number; lastSweep: { records: number; problem: string | null } }[];
}

describe("a log file with an attack in it", () => {
  const folder = mkdtempSync(join(tmpdir(), "sweep-app-"));
  const log = join(folder, "logs", "auth.log");
  let app: AppUnderTest;

  beforeAll(async () => {
    for (const name of ["logs", "rules"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "rules", "sshd.yml"), rules);
    writeFileSync(log, failures("45.83.64.10", 6) + failures("203.0.113.77", 3));
    const source = {
      kind: "files",
      name: "auth",
      roots: ["logs"],
      include: ["auth.log"],
      backfill: "start",
      respond: "respond",
    };
    writeFileSync(join(folder, "sweeps.json"), JSON.stringify({ sources: [source] }));
    app = await startApp({
      settings: { SWEEPS_FILE: join(folder, "sweeps.json") },
      policy: (shipped) => ({
        ...askingNobody(shipped),
        sweeps: { sentinel: "create", newerThanHours: 24, blocksPerSweep: 5 },
      }),
    });
    app.simulators.scene("sentinel", { unknownIncidents: "refuse" });
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function swept() {
    const response = await fetch(`${app.url()}/api/sweeps/auth`, { method: "POST" });
    const { id } = (await response.json()) as { id: string };
    return (await app.finished(id)).output;
  }
  const runs = async (name: string) => {
    const answer = await fetch(`${app.url()}/runtime/webhooks/durabletask/instances`);
    const all = (await answer.json()) as { name: string; instanceId: string }[];
    return all.filter((one) => one.name === name).map(({ instanceId }) => instanceId);
  };

  it("becomes one incident in Sentinel, and the address is blocked; the rest of the log none", async () => {
    expect(await swept()).toMatchObject({ outcome: "swept", started: 1 });

    const [id = "", ...others] = await runs("respondToIncident");
    expect(others).toEqual([]);
    const { output } = await app.finished(id);
    expect(output).toMatchObject({
      outcome: "answered",
      verdict: "malicious",
      contained: expect.arrayContaining(["Block 45.83.64.10"]),
    });
    const made = app.simulators
      .calls()
      .filter(
        ({ vendor, status, path }) => vendor === "sentinel" && status === 201 && isIncident(path),
      );
    expect(made.map(({ body }) => body)).toEqual([
      {
        properties: expect.objectContaining({
          title: "Many failed log-ins from one address: 45.83.64[.]10",
          severity: "High",
        }),
      },
    ]);
  });

  it("is told in that incident when it goes on, and in no second one", async () => {
    appendFileSync(log, failures("45.83.64.10", 4));

    expect(await swept()).toMatchObject({ outcome: "swept", started: 0, updated: 1 });

    expect(await runs("respondToIncident")).toHaveLength(1);
    const [id = ""] = await runs("updateFinding");
    expect((await app.finished(id)).output).toEqual({ comment: "written", note: "written" });
  });

  it("is read to its end, which the API says", async () => {
    const answer = await fetch(`${app.url()}/api/sweeps`);
    const { sources } = (await answer.json()) as Sweeps;

    expect(sources).toMatchObject([
      { name: "auth", findingsWaiting: 0, lastSweep: { records: 4, problem: null, more: false } },
    ]);
  });

  it("is read once more for a sweep of the past, which opens nothing", async () => {
    const body = JSON.stringify({
      from: new Date(Date.now() - 86_400_000).toISOString(),
      to: new Date().toISOString(),
    });
    const response = await fetch(`${app.url()}/api/sweeps/auth`, { method: "POST", body });
    const { id } = (await response.json()) as { id: string };

    expect((await app.finished(id)).output).toMatchObject({ outcome: "swept", started: 0 });
    expect(await runs("respondToIncident")).toHaveLength(1);
  });
});
