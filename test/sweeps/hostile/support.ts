import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { scripts } from "../../../package.json";
import { ruleFiles } from "../../../scripts/rules/files";
import { type SweepOptions, optionsOf } from "../../../scripts/sweep/options";
import { openAll } from "../../../scripts/sweep/open";
import { sweepAll } from "../../../scripts/sweep/run";
import { createDetector } from "../../../sweeps/detection/detector";
import type { Finding } from "../../../sweeps/finding";
import { loadRules } from "../../../sweeps/sigma/rules";

const root = join(__dirname, "../../..");
const rulesFolder = join(root, "rules");
/** All own rules. */
export const ruleSet = loadRules(ruleFiles(rulesFolder));
export const detector = createDetector({ ruleSet });

/** Who tries passwords in the honest log. */
export const ATTACKER = "203.0.113.9";

/** A failed log-in over SSH, `second` seconds after eight o'clock. */
export const failure = (second: number, address = ATTACKER, user = "root"): string => {
  const time = new Date(Date.UTC(2026, 0, 5, 8, 0, second)).toISOString().slice(0, 19);
  return `${time}+00:00 web1 sshd[${100 + second}]: Failed password for ${user} from ${address} port 4000 ssh2\n`;
};

/** Eight of them: a brute force. */
export const bruteForce = (address = ATTACKER): string =>
  Array.from({ length: 8 }, (_, second) => failure(second, address)).join("");

/** Puts the log beside hostile ones that must be swept whatever they hold; it comes last. */
export const putHonestLog = (folder: string): void =>
  writeFileSync(join(folder, "zz-honest.log"), bruteForce());

/** The honest log's finding, as `shown` shows it. */
export const HONEST = `Brute force from one source: ${ATTACKER} 8`;

interface Outcome {
  /** As `shown` shows them. */
  found: string[];
  /** "severity file: sentence" */
  notices: string[];
  unparsed: number;
  records: number;
}

/** Each finding of a brute force from one source: address and count. */
export const shown = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ rule }) => rule.title === "Brute force from one source")
    .map(({ rule, group, count }) => `${rule.title}: ${group["source.address"]} ${count}`)
    .toSorted();

/** Sweeps a folder as the command line does, in this process. */
export async function sweep(folder: string, args: readonly string[] = []): Promise<Outcome> {
  const options = optionsOf([folder, ...args]) as SweepOptions;
  const never = new AbortController().signal;
  const opened = await openAll(options, ruleSet);
  const { swept } = await sweepAll({ sources: opened, detector, signal: never, show: () => {} });
  const { findings, notices, unparsed, records } = swept;
  return {
    found: shown(findings),
    notices: notices.map(({ severity, about, message }) => `${severity} ${about}: ${message}`),
    unparsed,
    records,
  };
}

/** Node's options and the program, as `npm run sweep` has them. */
const [, ...command] = scripts.sweep.split(" ");
const PEAK = join(__dirname, "../../support/tell-peak.cjs");

interface CommandOutcome {
  code: number | null;
  found: string[];
  /** What it says beside its findings, a line each. */
  said: string[];
  peakMb: number;
}

/** Sweeps a folder by the built command line, in a process of its own that tells the most memory it had. */
export function sweepByCommand(folder: string, args: readonly string[] = []): CommandOutcome {
  const run = spawnSync(
    process.execPath,
    ["--require", PEAK, ...command, folder, "--rules", rulesFolder, "--output", "json", ...args],
    { cwd: root, encoding: "utf8", env: { ...process.env, NODE_NO_WARNINGS: "1" } },
  );
  const said = run.stderr.trimEnd().split("\n");
  const peakMb = Number(/^peak (\d+) kB$/.exec(said.pop() ?? "")?.[1]) / 1_000;
  const findings = run.stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Finding);
  return { code: run.status, found: shown(findings), said, peakMb };
}
