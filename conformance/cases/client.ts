import type { TestHost } from "../../local-host/test-host/test-host";
import type { Case } from "../case";
import { fields, includes, same } from "../matching";
import { does } from "../shapes";
import { nothingToKill } from "./nothing-to-kill";

const client = "18 durable client";
const skip = nothingToKill();
const request = "an open request ends with the process that answers it";

interface ClientAnswer {
  result?: unknown;
  history?: string;
  error?: string;
}

/** What a method of the durable client gives in the app. */
const call = async (host: TestHost, method: string, ...given: unknown[]): Promise<ClientAnswer> =>
  (await (await host.post(`/api/client/${method}`, given)).json()) as ClientAnswer;

/** A method of the client that is not to reject. */
async function done(host: TestHost, method: string, ...given: unknown[]): Promise<unknown> {
  const { result, error } = await call(host, method, ...given);
  same(`error of ${method}`, error ?? null, null);
  return result;
}

const idsOf = (list: unknown): string[] =>
  (list as { instanceId: string }[]).map(({ instanceId }) => instanceId);

/** What is owed of the SDK's client, method by method. */
export const clientCases: Case[] = [
  does(client, "startNew takes an id and an input, and the id once", async ({ host, crash }) => {
    const options = { instanceId: "by-client", input: { at: 1 } };
    same("id", await done(host, "startNew", "event", options), "by-client");
    await crash();
    const { error } = await call(host, "startNew", "event", options);
    same("again", error, /already exists/);
    await done(host, "raiseEvent", "by-client", "go", { yes: true });
    fields(await host.finish("by-client"), { input: { at: 1 }, output: { got: { yes: true } } });
  }),
  does(
    client,
    "startNew of an unknown function rejects",
    async ({ host }) => {
      same("error", (await call(host, "startNew", "nobody", { input: 1 })).error, /nobody/);
    },
    { skip },
  ),
  does(client, "getStatus gives a status, and rejects for nobody", async ({ start, host }) => {
    const id = await start("inputBack", 7);
    await host.finish(id);
    fields((await done(host, "getStatus", id)) as object, {
      name: "inputBack",
      instanceId: id,
      runtimeStatus: "Completed",
      input: 7,
      output: { input: 7 },
      createdTime: /^\d{4}-.*Z$/,
      lastUpdatedTime: /^\d{4}-.*Z$/,
    });
    same("nobody", (await call(host, "getStatus", "nobody")).error, /404/);
  }),
  does(client, "getStatusAll and getStatusBy list instances", async ({ start, host }) => {
    const id = await start("inputBack", "listed");
    await host.finish(id);
    const filter = { createdTimeFrom: "2026-01-01T00:00:00Z", runtimeStatus: ["Completed"] };
    const none = { createdTimeFrom: "2126-01-01T00:00:00Z", runtimeStatus: ["Completed"] };
    same("all", idsOf(await done(host, "getStatusAll")).includes(id), true);
    same("by", idsOf(await done(host, "getStatusBy", filter)).includes(id), true);
    same("none", await done(host, "getStatusBy", none), []);
  }),
  does(client, "An event for what has ended is ignored", async ({ start, host }) => {
    const id = await start("inputBack", 1);
    await host.finish(id);
    await done(host, "raiseEvent", id, "go", 1);
  }),
  does(client, "suspend, resume and terminate are done", async ({ start, host }) => {
    const id = await start("event", null);
    await host.settle();
    await done(host, "suspend", id, "wait");
    await host.settle();
    fields(await host.status(id), { runtimeStatus: "Suspended" });
    await done(host, "resume", id, "on");
    await host.settle();
    fields(await host.status(id), { runtimeStatus: "Running" });
    await done(host, "terminate", id, "enough");
    fields(await host.finish(id), { runtimeStatus: "Terminated", output: "enough" });
  }),
  does(
    client,
    "suspend, resume, terminate and rewind reject for nobody",
    async ({ host }) => {
      for (const method of ["suspend", "resume", "terminate", "rewind"]) {
        same(method, (await call(host, method, "nobody", "why")).error, /nobody|not found/i);
      }
    },
    { skip },
  ),
  does(client, "rewind runs what has failed again", async (stage) => {
    const { start, host, runs } = stage;
    await host.failActivity("flaky", { message: "down" });
    const id = await start("rewindable", null);
    fields(await host.finish(id), { runtimeStatus: "Failed" });
    await done(host, "rewind", id, "up");
    fields(await host.finish(id), { runtimeStatus: "Completed", output: ["kept", "worked"] });
    same("runs of flaky", runs(id, "flaky").length, 2);
  }),
  does(client, "purgeInstanceHistory purges one, and none of nobody", async ({ start, host }) => {
    const id = await start("inputBack", 1);
    await host.finish(id);
    same("one", await done(host, "purgeInstanceHistory", id), { instancesDeleted: 1 });
    same("none", await done(host, "purgeInstanceHistory", id), { instancesDeleted: 0 });
  }),
  does(
    client,
    "purgeInstanceHistoryBy purges by a time that it must have",
    async ({ start, host }) => {
      const createdTimeFrom = host.now().toISOString();
      await host.turnBy({ minutes: 1 });
      const id = await start("inputBack", 1);
      await host.finish(id);
      await host.turnBy({ minutes: 1 });
      const { error } = await call(host, "purgeInstanceHistoryBy", {});
      same("without", error, /createdTimeFrom|400/);
      const purged = await done(host, "purgeInstanceHistoryBy", { createdTimeFrom });
      same("purged", purged, { instancesDeleted: 1 });
      same("status", await host.status(id), undefined);
    },
    { alone: true },
  ),
  does(client, "createHttpManagementPayload names the urls", async ({ start, host }) => {
    const id = await start("inputBack", 1);
    await host.finish(id);
    const urls = (await done(host, "createHttpManagementPayload", id)) as Record<string, string>;
    same("id", urls["id"], id);
    same("status", (await fetch(urls["statusQueryGetUri"] ?? "")).status, 200);
    const purge = await fetch(urls["purgeHistoryDeleteUri"] ?? "", { method: "DELETE" });
    same("purge", await purge.json(), { instancesDeleted: 1 });
  }),
  does(
    client,
    "An entity that is not there does not exist",
    async ({ host }) => {
      const state = await done(host, "readEntityState", { entity: "never-signalled" });
      fields(state as object, { entityExists: false });
    },
    { skip },
  ),
  does(
    "trap 13: no input",
    "startNew without input gives an empty text",
    async ({ host, crash }) => {
      const { result } = await call(host, "startNew", "kindOfInput");
      await crash();
      fields(await host.finish(result as string), { output: 'string ""' });
      includes("warnings", host.warnings(), /empty-input/);
    },
  ),
  does(client, "createCheckStatusResponse names the urls", async ({ host, crash }) => {
    const answer = await host.post("/api/begin/inputBack", { a: 1 });
    const urls = (await answer.json()) as { id: string; statusQueryGetUri: string };
    await crash();
    same("status", answer.status, 202);
    same("same origin", urls.statusQueryGetUri.startsWith(host.url), true);
    await host.finish(urls.id);
    same("answer", (await fetch(urls.statusQueryGetUri)).status, 200);
  }),
  does(
    client,
    "A wait ends with the output, or with 202",
    async ({ host }) => {
      const ended = await host.post("/api/wait/inputBack", { a: 1 });
      same("ended", [ended.status, await ended.json()], [200, { input: { a: 1 } }]);
      same("timeout", (await host.post("/api/wait/event", null)).status, 202);
    },
    { skip: { "killed at start": request, "killed at rest": request } },
  ),
  does("trap 16: getStatus", "The client never has a history", async ({ start, host }) => {
    const id = await start("inputBack", 1);
    await host.finish(id);
    const options = { showHistory: true, showHistoryOutput: true };
    same("history", (await call(host, "getStatus", id, options)).history, "undefined");
  }),
  does(
    client,
    "An event for nobody rejects",
    async ({ host }) => {
      const { error } = await call(host, "raiseEvent", "nobody", "go", 1);
      same("error", error, /No instance with ID 'nobody' found/);
    },
    { skip },
  ),
  does(client, "An entity is signalled and read", async ({ host, crash }) => {
    await call(host, "signalEntity", { entity: "client-key" }, "add", 2);
    await crash();
    await host.settle();
    const { result } = await call(host, "readEntityState", { entity: "client-key" });
    fields(result as object, { entityExists: true, entityState: 2 });
  }),
];
