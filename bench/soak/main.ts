import { join } from "node:path";
import { parseArgs } from "node:util";
import { failWith } from "../../scripts/run/end-on-signal";
import type { Check } from "./checks";
import { mb } from "./memory";
import { type SoakReport, soak } from "./soak";

// A day of simulated traffic against the local host, twice: with a crash each hour, and in one process
// whose memory is watched. `npm run soak [-- --hours 24 --seed 1 --starts 20]`. docs/soak.md

const { values } = parseArgs({
  options: {
    hours: { type: "string", default: "24" },
    seed: { type: "string", default: "1" },
    starts: { type: "string", default: "20" },
  },
});

const options = {
  app: join(__dirname, "..", "..", "..", "bench", "soak", "app"),
  hours: positive("hours", values.hours),
  seed: positive("seed", values.seed),
  starts: positive("starts", values.starts),
};

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name} is "${text}": pass a whole number above 0`);
}

async function main(): Promise<number> {
  let failures = 0;
  for (const kills of [true, false]) {
    console.log(`\n${kills ? "With a crash each hour" : "In one process"}, seed ${options.seed}`);
    const began = performance.now();
    const report = await soak({
      ...options,
      kills,
      onHour: (hour, { heap, rss }) =>
        console.log(`hour ${hour}: heap ${mb(heap)} MB, RSS ${mb(rss)} MB`),
    });
    print(report, (performance.now() - began) / 1000);
    failures += report.checks.filter(({ isMet }) => !isMet).length;
  }
  return failures === 0 ? 0 : 1;
}

function print(report: SoakReport, seconds: number): void {
  const { checks, instances, activityRuns, faults, kills, cuts } = report;
  console.log(
    `${options.hours} h: ${instances} instances, ${activityRuns} activity runs, ${faults} faults, ` +
      `${kills} kills (${cuts} in the middle of work) in ${seconds.toFixed(0)} s`,
  );
  for (const check of checks) printCheck(check);
}

function printCheck({ name, found, isMet, examples }: Check): void {
  console.log(`${name.padEnd(48)} ${found.padStart(20)}  ${isMet ? "met" : "NOT MET"}`);
  for (const example of examples) console.log(`  ${example}`);
}

main().then((code) => process.exit(code), failWith);
