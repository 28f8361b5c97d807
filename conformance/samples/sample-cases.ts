import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Case, Expected, Stage } from "../case";
import { fields, same } from "../matching";
import { checkRuns, does, ends } from "../shapes";

/** Which file of `functions/` a case needs beside its own. */
interface SampleCase extends Case {
  files: readonly string[];
}

const location = { city: "Oslo", country: "NO" };
const phone = "+4700000000";

/** Raises what the user answers, until the code is right. */
async function answerSms({ start, host }: Stage, isRight: boolean): Promise<void> {
  const id = await start("smsPhoneVerification", phone);
  await host.settle();
  const history = await host.history(id);
  const code = Number(history.find(({ EventType }) => EventType === 5)?.["Result"]);
  await host.raiseEvent(id, "SmsChallengeResponse", -1);
  if (isRight) await host.raiseEvent(id, "SmsChallengeResponse", code);
  fields(await host.finish(id), { runtimeStatus: "Completed", output: isRight });
}

/** A folder with two files, for as long as the work takes. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "conformance-site-"));
  try {
    writeFileSync(join(folder, "a.txt"), "12345");
    writeFileSync(join(folder, "b.txt"), "1234567");
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const started = async ({ host }: Stage, path: string): Promise<Response> =>
  host.post(`/api/orchestrators/${path}`, "World");

/** What both folders of samples hold, under the name of one of them. */
export function sampleCases(rule: string): SampleCase[] {
  const gives = (
    files: string[],
    name: string,
    input: unknown,
    expected: Expected,
    more: Parameters<typeof ends>[5] = {},
  ): SampleCase => ({ files, ...ends(rule, name, name, input, expected, more) });
  const own = (
    files: string[],
    title: string,
    run: Case["run"],
    more: Parameters<typeof does>[3] = {},
  ): SampleCase => ({ files, ...does(rule, title, run, more) });
  return [
    gives(
      ["sayHello"],
      "helloSequence",
      null,
      {
        output: ["Hello Tokyo", "Hello Seattle", "Hello Cairo"],
      },
      { runs: { sayHello: 3 } },
    ),
    gives(["sayHello"], "sayHelloWithActivity", "World", { output: "Hello World" }),
    gives(["sayHello"], "sayHelloWithCustomStatus", "World", { customStatus: "Hello World" }),
    gives(["sayHello"], "sayHelloWithSubOrchestrator", "World", {
      output: rule === "samples-ts" ? "Hello [object Object]" : "Hello World", // passes { input } on
    }),
    gives(
      ["callActivityWithRetry"],
      "callActivityWithRetry",
      null,
      {
        runtimeStatus: "Completed",
        output: null,
      },
      { runs: { flakyFunction: 2 } },
    ),
    gives(["callSubOrchestratorWithRetry"], "callSubOrchestratorWithRetry", null, {
      runtimeStatus: "Completed",
      output: null,
    }),
    gives(["callSubOrchestratorWithRetry"], "throwsErrorInLine", null, {
      runtimeStatus: "Failed",
      output:
        "Orchestrator function 'throwsErrorInLine' failed: throwsErrorInLine does what it says on the tin.",
    }),
    gives(["cancelTimer", "sayHello"], "cancelTimer", null, {
      output: "Hello from the other side",
    }),
    gives(["continueAsNewCounter"], "continueAsNewCounter", 0, {
      runtimeStatus: "Completed",
      output: 10,
    }),
    own(["counter"], "counterOrchestration", async ({ start, host }) => {
      const ended = await host.finish(await start("counterOrchestration", null));
      fields(ended, { runtimeStatus: "Completed", output: null });
      const path = "/runtime/webhooks/durabletask/entities/counterentity/myCounter";
      same("state", await (await host.fetch(path)).json(), 1);
    }),
    own(["httpStart", "sayHello"], "httpStart", async (stage) => {
      const answer = await started(stage, "sayHelloWithActivity");
      same("status", answer.status, 202);
      await stage.crash();
      const { id } = (await answer.json()) as { id: string };
      fields(await stage.host.finish(id), { output: "Hello World" });
      checkRuns(stage, id, { sayHello: 1 });
    }),
    own(
      ["httpSyncStart", "sayHello"],
      "httpSyncStart",
      async (stage) => {
        const answer = await started(
          stage,
          "wait/sayHelloWithActivity?timeout=5&retryInterval=0.05",
        );
        same("answer", [answer.status, await answer.json()], [200, "Hello World"]);
      },
      { skip: { "killed at start": openRequest, "killed at rest": openRequest } },
    ),
    own(["listAzureSubscriptions"], "listAzureSubscriptions", async ({ start, host }) => {
      const { output } = await host.finish(await start("listAzureSubscriptions", null));
      const { statusCode, content } = output as { statusCode: number; content: string };
      same("answer", [statusCode, JSON.parse(content)], [200, { authorization: "Bearer a token" }]);
    }),
    own(
      ["smsPhoneVerification"],
      "smsPhoneVerification, the right code second",
      async (stage) => answerSms(stage, true),
      { alone: true },
    ),
    own(
      ["smsPhoneVerification"],
      "smsPhoneVerification, never the right code",
      async (stage) => answerSms(stage, false),
      { alone: true },
    ),
    gives(["smsPhoneVerification"], "smsPhoneVerification", "", {
      runtimeStatus: "Failed",
      output:
        "Orchestrator function 'smsPhoneVerification' failed: A phone number input is required.",
    }),
    own(["weatherMonitor"], "weatherMonitor, clear at last", async (stage) => {
      const here = { ...location, city: `Oslo-${stage.mode.replaceAll(" ", "-")}-${rule}` };
      const id = await stage.start("weatherMonitor", { location: here, phone });
      fields(await stage.host.finish(id), { runtimeStatus: "Completed", output: null });
      checkRuns(stage, id, { sendGoodWeatherAlert: 1 });
    }),
    gives(
      ["weatherMonitor"],
      "weatherMonitor",
      { location },
      {
        runtimeStatus: "Failed",
        output: "Orchestrator function 'weatherMonitor' failed: A phone number input is required.",
      },
    ),
    own(["backupSiteContent"], "backupSiteContent", async ({ start, host }) =>
      inFolder(async (folder) => {
        fields(await host.finish(await start("backupSiteContent", folder)), { output: 12 });
      }),
    ),
    {
      ...gives(["backupSiteContent"], "backupSiteContent", "", { runtimeStatus: "Failed" }),
      title: "backupSiteContent, without a folder",
    },
  ];
}

const openRequest = "an open request ends with the process that answers it";
