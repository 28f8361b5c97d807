import type { TestHost } from "../../local-host/test-host/test-host";
import type { Case } from "../case";
import { fields, includes, same } from "../matching";
import { does } from "../shapes";
import { nothingToKill } from "./nothing-to-kill";

const rule = "16 terminate, suspend, rewind, restart, purge";
const api = "19 management API";
const base = "/runtime/webhooks/durabletask";
const skip = nothingToKill();

const control = async (host: TestHost, id: string, what: string): Promise<number> =>
  (await host.fetch(`${base}/instances/${id}/${what}`, { method: "POST" })).status;

export const controlCases: Case[] = [
  does(rule, "Terminate ends with the reason", async ({ start, host }) => {
    const id = await start("event", null);
    same("answer", await control(host, id, "terminate?reason=enough"), 202);
    fields(await host.finish(id), { runtimeStatus: "Terminated", output: "enough" });
    same("again", await control(host, id, "terminate?reason=enough"), 410);
  }),
  does(rule, "What comes while suspended is handled after resume", async ({ start, host }) => {
    const id = await start("event", null);
    await host.settle();
    same("suspend", await control(host, id, "suspend?reason=wait"), 202);
    await host.settle();
    fields(await host.status(id), { runtimeStatus: "Suspended" });
    await host.raiseEvent(id, "go", 1);
    await host.settle();
    fields(await host.status(id), { runtimeStatus: "Suspended" });
    same("resume", await control(host, id, "resume?reason=go"), 202);
    fields(await host.finish(id), { output: { got: 1 } });
  }),
  does(rule, "Suspend twice, and resume what runs, are 500", async ({ start, host }) => {
    const id = await start("event", null);
    await host.settle();
    same("resume", await control(host, id, "resume"), 500);
    await control(host, id, "suspend");
    await host.settle();
    same("suspend", await control(host, id, "suspend"), 500);
    await control(host, id, "terminate");
  }),
  does(rule, "Rewind runs the failed call again, and only that", async (stage) => {
    const { start, host, runs } = stage;
    await host.failActivity("flaky", { message: "down" });
    const id = await start("rewindable", null);
    fields(await host.finish(id), { runtimeStatus: "Failed" });
    same("answer", await control(host, id, "rewind?reason=up"), 202);
    fields(await host.finish(id), { runtimeStatus: "Completed", output: ["kept", "worked"] });
    same("runs of flaky", runs(id, "flaky").length, 2);
  }),
  does(rule, "A completed instance cannot be rewound", async ({ start, host }) => {
    const id = await start("inputBack", 1);
    await host.finish(id);
    same("answer", await control(host, id, "rewind?reason=up"), 410);
  }),
  does(rule, "Restart runs name and input again under a new id", async ({ start, host }) => {
    const id = await start("inputBack", 7);
    await host.finish(id);
    const answer = await host.fetch(`${base}/instances/${id}/restart`, { method: "POST" });
    const again = (await answer.json()) as { id: string };
    same("another id", again.id !== id, true);
    fields(await host.finish(again.id), { name: "inputBack", output: { input: 7 } });
  }),
  does(rule, "Purge deletes what has ended", async ({ start, host }) => {
    const id = await start("inputBack", 1);
    await host.finish(id);
    const purged = await host.fetch(`${base}/instances/${id}`, { method: "DELETE" });
    same("answer", await purged.json(), { instancesDeleted: 1 });
    same("status", await host.status(id), undefined);
  }),
  does(
    "trap 18: duplicate starts",
    "Starting a running id again is 500",
    async ({ start, host }) => {
      const id = await start("event", null);
      const again = await host.post(`${base}/orchestrators/event/${id}`, null);
      same("answer", again.status, 500);
      includes("text", [await again.text()], /already exists/);
      await host.raiseEvent(id, "go", 1);
      fields(await host.finish(id), { output: { got: 1 } });
    },
  ),
  does(api, "An id that has ended can be started again", async ({ start, host }) => {
    const id = await start("inputBack", 1);
    await host.finish(id);
    await host.start("inputBack", 2, id);
    fields(await host.finish(id), { output: { input: 2 } });
  }),
  does(
    api,
    "An unknown function is 400",
    async ({ host }) => {
      same("status", (await host.post(`${base}/orchestrators/nobody`, null)).status, 400);
    },
    { skip },
  ),
  does(
    api,
    "An unknown instance is 404 everywhere",
    async ({ host }) => {
      for (const what of ["terminate", "suspend", "resume", "rewind"]) {
        same(what, await control(host, "nobody", what), 404);
      }
      const purged = await host.fetch(`${base}/instances/nobody`, { method: "DELETE" });
      same("purge", purged.status, 404);
    },
    { skip },
  ),
  does(api, "A running instance is 202, an ended one 200", async ({ start, host }) => {
    const id = await start("event", null);
    same("running", (await host.fetch(`${base}/instances/${id}`)).status, 202);
    await host.raiseEvent(id, "go", 1);
    await host.finish(id);
    same("ended", (await host.fetch(`${base}/instances/${id}`)).status, 200);
  }),
];
