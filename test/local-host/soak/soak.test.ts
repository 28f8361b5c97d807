import { join } from "node:path";
import { type SoakReport, soak } from "../../../bench/soak/soak";
import { bundle } from "../../support/bundle";

const program = bundle("local-host/test-host/program.ts");
afterAll(() => program.remove());

const app = join(__dirname, "..", "..", "..", "bench", "soak", "app");

const unmet = ({ checks }: SoakReport) => checks.filter(({ isMet }) => !isMet);

it("ends every flow of three hours as it owes, over three crashes, and leaves no row", async () => {
  const options = { app, hours: 3, seed: 7, kills: true, starts: 4, program: program.file };

  const report = await soak(options);

  expect(unmet(report)).toEqual([]);
  expect(report.instances).toBeGreaterThan(300);
  expect(report.kills).toBe(3);
  expect(report.checks).toHaveLength(14);
}, 60_000);
