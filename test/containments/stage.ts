import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Contained, Released } from "../../activities/containing";
import type { Claim, Hold, PlannedContainment, Resolution } from "../../domain/containment";
import { CONTAINMENT_KINDS } from "../../domain/containment-kind";
import type { IncidentRef } from "../../domain/incident";
import { type Policy, WHATEVER_IT_TOUCHES } from "../../domain/policy";
import { openLedger } from "../../ledger";
import type { Moment } from "../../simulators/serve";
import { type RunningSimulators, startSimulators } from "../../simulators/server";
import { localValues } from "../support/local-values";
import { type EngineProcess, startEngine } from "./engine-process";
import type { ContainmentCase } from "./case";

/** One containment at its simulator, from nothing. */
export interface Trial {
  vendors: RunningSimulators;
  /** Kills the engine at the n-th write (from 1) of what comes, at its moment; the answer tells whether it came to that. */
  killAt(write: number, when: Moment["when"]): () => boolean;
  /** Looks for the target; throws the question when there is none. */
  plan(claim?: Claim): Promise<PlannedContainment>;
  /** Brings it about, in a new process whenever the old one was killed, until it is in force; processes have numbers. */
  contain(item: PlannedContainment, process?: number): Promise<Contained>;
  /** Takes it back, the same way. */
  release(item: PlannedContainment, process?: number): Promise<Released>;
  /** Writes that the vendor accepted since the trial began. */
  writes(): number;
  /** The words of the record, by step. */
  record(): Promise<string[]>;
  close(): Promise<void>;
}

const ref: IncidentRef = {
  subscriptionId: "11111111-1111-1111-1111-111111111111",
  resourceGroup: "rg-soc",
  workspaceName: "law-soc",
  name: "33333333-3333-3333-3333-333333333333",
};
const chain =
  "11111111-1111-1111-1111-111111111111/rg-soc/law-soc/33333333-3333-3333-3333-333333333333";

export async function startTrial(
  program: string,
  one: ContainmentCase,
  protect: ContainmentCase["protectedBy"] = {},
): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), "containment-"));
  let aim: { left: number; when: Moment["when"] } | undefined;
  const engines = new Map<number, Promise<EngineProcess>>();
  const isWriting = one.isWrite ?? (({ method }) => method !== "GET");
  const isWrite = (made: Pick<Moment, "vendor" | "method" | "path" | "operation">): boolean =>
    made.vendor === one.simulator && isWriting(made);

  const vendors = await startSimulators({
    async watch(moment) {
      if (!aim || !isWrite(moment) || moment.when !== aim.when) return;
      aim.left -= 1;
      if (aim.left > 0) return;
      aim = undefined;
      await killAll();
      if (moment.when === "received") throw new Error("The vendor never heard of it");
    },
  });
  vendors.scene("microsoft-graph", { riskRequestsPerSecond: 1_000 });
  one.arrange?.(vendors);
  const ledger = `sqlite:${join(folder, "ledger.db")}`;
  const env = {
    PATH: process.env["PATH"] ?? "",
    ...localValues(vendors.url, { LEDGER: ledger, POLICY_FILE: policyFile(folder, protect) }),
    RISK_REQUESTS_PER_MINUTE: "60000",
    ...one.settings,
  };

  async function killAll(): Promise<void> {
    const all = [...engines.values()];
    engines.clear();
    for (const engine of all) await (await engine).kill();
  }

  /** Asks the process of a number, in a new one whenever that was killed. */
  async function call<T>(process: number, ...order: Parameters<EngineProcess["call"]>): Promise<T> {
    for (let lives = 0; ; lives += 1) {
      const engine = engines.get(process) ?? startEngine(program, env);
      engines.set(process, engine);
      try {
        return await (await engine).call<T>(...order);
      } catch (error) {
        if (lives > 3 || engines.get(process) === engine) throw error;
      }
    }
  }

  const at = new Date().toISOString();
  const step = (name: string) => ({ key: `${chain}/${name}`, runId: "run-1", at });
  const hold: Hold = {
    ref,
    incidentNumber: 4711,
    runId: "run-1",
    reason: "malicious",
    addedAt: at,
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  };

  return {
    vendors,
    killAt(write, when) {
      aim = { left: write, when };
      return () => aim === undefined;
    },
    async plan(claim = one.claim) {
      const found = await call<Resolution>(0, "resolveTarget", { kind: one.kind, claim });
      if (!("found" in found)) throw new Error(JSON.stringify(found));
      const { kind } = one;
      const target = found.found;
      const id = `${kind}:${target.id}`;
      return {
        id,
        kind,
        target,
        reason: "malicious",
        lifetimeHours: 1,
        blastRadius: [],
        quorum: 0,
      };
    },
    async contain(item, process = 0) {
      let seen = await call<Contained>(process, "contain", {
        step: step(`contain ${item.id}`),
        item,
        hold,
      });
      for (let looks = 0; seen.state === "pending" && looks < 100; looks += 1) {
        await pause(20);
        const input = { step: step(`contain ${item.id}`), id: item.id };
        seen = await call<Contained>(process, "checkContainment", input);
      }
      return seen;
    },
    async release({ id }, process = 0) {
      const input = { step: step(`end ${id}`), id, ref };
      let seen = await call<Released>(process, "endContainment", input);
      for (let looks = 0; seen.state === "pending" && looks < 100; looks += 1) {
        await pause(20);
        seen = await call<Released>(process, "endContainment", input);
      }
      return seen;
    },
    writes: () =>
      vendors.calls().filter((made) => made.status > 0 && made.status < 300 && isWrite(made))
        .length,
    async record() {
      const book = await openLedger(ledger);
      const words = new Map<string, string[]>();
      for (const { what, key } of await book.record(chain)) {
        const name = key.replace(/ (?:intended|done|maybe|refused)$/, "");
        words.set(name, [...(words.get(name) ?? []), what]);
      }
      return [...words].map(([name, all]) => `${name}: ${all.join(", ")}`).toSorted();
    },
    async close() {
      await killAll();
      await vendors.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Everything is done alone, to anybody that `protect` does not name. */
export function protecting(protect: ContainmentCase["protectedBy"]): Policy {
  const policy = JSON.parse(readFileSync("policy.json", "utf8")) as Policy;
  const rules = policy.contain.kinds["feed-block"];
  policy.contain.kinds = Object.fromEntries(
    CONTAINMENT_KINDS.map((kind) => [
      kind,
      { ...rules, act: "alone", maxPerIncident: 100, aloneUpTo: WHATEVER_IT_TOUCHES },
    ]),
  ) as Policy["contain"]["kinds"];
  policy.contain.limits = { perIncident: 1_000, perHour: 10_000, perDay: 10_000 };
  const none = { networks: [], domains: [], accounts: [], hosts: [], resources: [] };
  policy.protected = { ...none, privilegedAccounts: true, servers: false, ...protect };
  return policy;
}

function policyFile(folder: string, protect: ContainmentCase["protectedBy"]): string {
  const file = join(folder, "policy.json");
  writeFileSync(file, JSON.stringify(protecting(protect)));
  return file;
}

/** All rows of the matrix, from the files beside this one. */
export const everyCase = (): ContainmentCase[] =>
  readdirSync(__dirname)
    .filter((file) => file.endsWith(".case.ts"))
    .flatMap((file) => (require(join(__dirname, file)) as { cases: ContainmentCase[] }).cases);
