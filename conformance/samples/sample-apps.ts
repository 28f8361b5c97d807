import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Case } from "../case";
import {
  type SampleApp,
  javascriptSamples,
  testOrchestrations,
  typescriptSamples,
} from "./app-folders";
import { sampleCases } from "./sample-cases";
import { testOrchestrationCases } from "./test-orchestration-cases";

/** An app and what is tried on it; without a folder there is only the reason why not. */
export interface TriedApp {
  folder?: string;
  cases: readonly Case[];
}

/** What the samples need from outside of the host. */
export interface SampleApps {
  apps: TriedApp[];
  remove: () => void;
}

/**
 * The samples and test orchestrations of a checkout of Azure/azure-functions-durable-js, copied and
 * made ready to run. `modules` are further folders of modules, for what the samples need and this
 * project does not.
 */
export async function sampleApps(
  checkout: string | undefined,
  modules: string[],
): Promise<SampleApps> {
  if (checkout === undefined) return { apps: skippedApps(), remove: () => undefined };
  const source = resolve(checkout);
  if (!existsSync(join(source, "samples-js"))) {
    throw new Error(
      `Found no samples-js in "${source}": give --samples a checkout of Azure/azure-functions-durable-js`,
    );
  }
  const into = mkdtempSync(join(tmpdir(), "conformance-"));
  return {
    apps: [
      tried(javascriptSamples(source, into, modules), "samples-js"),
      tried(typescriptSamples(source, into, modules), "samples-ts"),
      {
        folder: (await testOrchestrations(source, into, modules)).folder,
        cases: onBothClocks(testOrchestrationCases),
      },
    ],
    remove: () => rmSync(into, { recursive: true, force: true }),
  };
}

function skippedApps(): TriedApp[] {
  const cases = [
    ...sampleCases("samples-js"),
    ...sampleCases("samples-ts"),
    ...testOrchestrationCases,
  ];
  const skip = "needs --samples <checkout>";
  return [{ cases: onBothClocks(cases).map((each) => ({ ...each, skip })) }];
}

/** What waits for more than a few seconds is for the turned clock alone. */
const slow: ReadonlySet<string> = new Set([
  "callSubOrchestratorWithRetry",
  "continueAsNewCounter",
  "smsPhoneVerification, never the right code",
  "weatherMonitor, clear at last",
  "AnyWithTaskSet, without events",
  "SayHelloWithActivityRetryAndReturnTimestamps",
]);

const onBothClocks = <T extends Case>(cases: readonly T[]): T[] =>
  cases.map((each) => ({ ...each, real: !slow.has(each.title) }));

function tried({ folder, missing }: SampleApp, rule: string): TriedApp {
  const cases = onBothClocks(sampleCases(rule)).map((each) => {
    const file = each.files.find((name) => missing.has(name));
    if (file === undefined) return each;
    return {
      ...each,
      skip: `${file} needs the module ${missing.get(file)}: give --modules <folder>`,
    };
  });
  return { folder, cases };
}
