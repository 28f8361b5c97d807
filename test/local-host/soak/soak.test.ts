import { join } from "node:path";
import { type SoakReport, soak } from "../../../bench/soak/soak";
import { bundle } from "../../support/bundle";

const program = bundle("local-host/test-host/program.ts");
afterAll(() => program.remove());

const app = join(__dirname, "..", "..", "..", "bench", "soak", "app");

const unmet = ({ checks }: SoakReport) => checks.filter(({ isMet }) => !isMet);

it("ends every flow of two hours as it owes, over two crashes, and leaves no row", async () => {
  const options = { app, hours: 2, seed: 7, kills: true, starts: 4, program: program.file };

  const report = await soak(options);

  expect(unmet(report)).toEqual([]);
  expect(report.instances).toBeGreaterThan(200);
  expect(report.checks).toHaveLength(11);
}, 60_000);
