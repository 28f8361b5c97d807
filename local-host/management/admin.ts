import type { HostAnswer, HostHandler, HostRequest } from "../http-server";
import { timerPayload } from "../triggers/timer-payload";
import type { RegisteredFunction, TypedData, Worker } from "../worker/worker";
import { empty, json } from "./answers";

export interface AdminOptions {
  functions: readonly RegisteredFunction[];
  worker: Pick<Worker, "invoke">;
  /** Whether a function is turned off by an app setting. */
  isDisabled: (name: string) => boolean;
  /** Where an HTTP function answers; undefined for the others. */
  urlOf: (name: string) => string | undefined;
}

/** The part of the host's `/admin` API that is of use on one machine. */
export function createAdminApi(options: AdminOptions): HostHandler {
  return (request) => {
    const path = request.url.pathname.toLowerCase().replace(/\/$/, "");
    const { method } = request;
    if (path === "/admin/host/ping") {
      return method === "GET" || method === "POST" ? empty(200) : empty(404);
    }
    if (path === "/admin/host/status" && method === "GET") return json(200, hostStatus());
    if (path === "/admin/functions" && method === "GET") {
      return json(
        200,
        options.functions.map((registered) => described(registered, options)),
      );
    }
    if (path.startsWith("/admin/functions/")) return oneFunction(request, options);
    return path.startsWith("/admin/") ? empty(404) : undefined;
  };
}

const hostStatus = () => ({
  state: "Running",
  version: process.versions.node,
  processUptime: Math.round(process.uptime() * 1000),
  processId: process.pid,
});

const described = (
  { name, bindings }: RegisteredFunction,
  { isDisabled, urlOf }: AdminOptions,
) => ({
  name,
  language: "node",
  isDisabled: isDisabled(name),
  invoke_url_template: urlOf(name) ?? null,
  config: { bindings: Object.values(bindings) },
});

async function oneFunction(request: HostRequest, options: AdminOptions): Promise<HostAnswer> {
  const name = request.url.pathname.split("/")[3]?.toLowerCase();
  const found = options.functions.find((known) => known.name.toLowerCase() === name);
  if (!found) return empty(404);
  if (request.method === "GET") return json(200, described(found, options));
  return request.method === "POST" ? runNow(request, found, options) : empty(404);
}

const OTHER_WAYS: Record<string, string> = {
  httptrigger: "Call its own URL",
  orchestrationtrigger: "Start it with POST /runtime/webhooks/durabletask/orchestrators/{name}",
  entitytrigger: "Signal it with POST /runtime/webhooks/durabletask/entities/{name}/{key}",
};

/** Runs a function in the background; what becomes of it is in the log. */
async function runNow(
  request: HostRequest,
  { name, triggerType }: RegisteredFunction,
  { worker }: AdminOptions,
): Promise<HostAnswer> {
  const otherWay = OTHER_WAYS[triggerType.toLowerCase()];
  if (otherWay !== undefined) {
    return json(400, `Cannot run "${name}" from here. ${otherWay}`);
  }
  const body = readInput((await request.body(1_048_576)).toString());
  if (!body) return json(400, 'The body must be JSON such as {"input": "text"}');
  const trigger =
    triggerType.toLowerCase() === "timertrigger"
      ? timerPayload(undefined, false)
      : inputData(body.input);
  const reason = "Called through /admin/functions";
  worker.invoke({ functionName: name, trigger, reason }).catch(() => undefined); // the worker's log says it
  return empty(202);
}

function readInput(text: string): { input?: unknown } | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? body : undefined;
  } catch {
    return undefined;
  }
}

function inputData(input: unknown): TypedData | undefined {
  if (input === undefined || input === null) return undefined;
  return { string: typeof input === "string" ? input : JSON.stringify(input) };
}
