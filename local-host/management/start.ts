import type { Engine, InstanceStatus, StartResult } from "../engine/engine";
import type { HostAnswer, HostRequest } from "../http-server";
import { badArgument, json, problem, wentWrong } from "./answers";
import type { ManagementOptions } from "./options";
import { isJson, jsonOrText } from "./json-text";
import { WEBHOOK_PATH, managementUrls, statusPayload } from "./payloads";
import type { Query } from "./query";

/** The most that this API reads of a body. */
export const BODY_LIMIT = 104_857_600;

/** `POST orchestrators/{name}[/{id}]`: starts, and waits for the end when the caller asks for it. */
export async function startInstance(
  request: HostRequest,
  query: Query,
  functionName: string,
  instanceId: string | undefined,
  options: ManagementOptions,
): Promise<HostAnswer> {
  const wait = waitOf(query);
  if (isRefusal(wait)) return wait;
  const text = (await request.body(BODY_LIMIT)).toString();
  if (text !== "" && !isJson(text)) return invalidJson();
  const version = query.text("version");
  const result = await options.engine.startInstance({
    functionName,
    input: text === "" ? "null" : text,
    ...(instanceId !== undefined && { instanceId }),
    ...(version !== undefined && { version }),
  });
  if (!result.ok && result.reason === "already-running") {
    options.warn?.({
      rule: "duplicate-start",
      functionName,
      ...(instanceId !== undefined && { instanceId }),
      sentence: duplicateStart,
      isNotice: true,
    });
  }
  return started(request, wait, result, options);
}

const duplicateStart =
  "an instance was started while it runs: the caller gets a 500 and not a 409, and must take it for " +
  "a start that has happened before";

/** `POST instances/{id}/restart`: the same function with the same input. */
export async function restartInstance(
  request: HostRequest,
  query: Query,
  instanceId: string,
  options: ManagementOptions,
): Promise<HostAnswer> {
  const wait = waitOf(query);
  if (isRefusal(wait)) return wait;
  const withNewId = query.flag("restartWithNewInstanceId") ?? true;
  const result = await options.engine.restart(instanceId, withNewId);
  if (result !== "unknown") return started(request, wait, result, options);
  return problem(400, "InstanceId does not match a valid orchestration instance.", {
    message: `An orchestrationInstanceId ${instanceId} was not found.`,
    type: "System.ArgumentException",
  });
}

/** How long the caller waits for the end, in milliseconds; undefined when it does not. */
interface Wait {
  timeout: number;
  interval: number;
}

/** Azure starts first and refuses then; a request that is refused here has changed nothing. */
function waitOf(query: Query): Wait | HostAnswer | undefined {
  const [timeout, interval] = [query.seconds("timeout"), query.seconds("pollingInterval")];
  if (timeout === undefined || interval === undefined) return undefined;
  if (interval <= timeout && interval > 0) return { timeout, interval };
  return badArgument(
    `Total timeout ${timeout / 1000} should be bigger than retry timeout ${interval / 1000}`,
  );
}

const isRefusal = (wait: Wait | HostAnswer | undefined): wait is HostAnswer =>
  wait !== undefined && "status" in wait;

async function started(
  request: HostRequest,
  wait: Wait | undefined,
  result: StartResult,
  options: ManagementOptions,
): Promise<HostAnswer> {
  if (!result.ok) return refused(result);
  const status = wait && (await finalStatus(result.instanceId, wait, options));
  if (!status) return checkStatus(request, result.instanceId, options);
  if (status.runtimeStatus === "Completed") return json(200, jsonOrText(status.output));
  return json(200, statusPayload(status, true));
}

function refused(result: Exclude<StartResult, { ok: true }>): HostAnswer {
  if (result.reason === "already-running") {
    return wentWrong(`An Orchestration instance with the status ${result.status} already exists.`);
  }
  return badArgument(result.message);
}

function checkStatus({ url }: HostRequest, instanceId: string, hub: ManagementOptions): HostAnswer {
  const urls = managementUrls(`${url.origin}${WEBHOOK_PATH}`, instanceId, hub);
  return json(202, urls, { location: urls.statusQueryGetUri, "retry-after": "10" });
}

/** The status once it is final; undefined when it still is not after `timeout`. */
async function finalStatus(
  instanceId: string,
  { timeout, interval }: Wait,
  { engine, clock }: Pick<ManagementOptions, "engine" | "clock">,
): Promise<InstanceStatus | undefined> {
  const deadline = clock.now() + timeout;
  for (;;) {
    const status = engine.status(instanceId);
    if (status && isFinal(status)) return status;
    const now = clock.now();
    if (now >= deadline) return undefined;
    await new Promise<void>((resolve) => {
      clock.setTimer(Math.min(now + interval, deadline), resolve);
    });
  }
}

const FINAL: readonly InstanceStatus["runtimeStatus"][] = [
  "Completed",
  "Failed",
  "Terminated",
  "Canceled",
];

/** Whether nothing more will happen to an instance. */
export const isFinal = ({ runtimeStatus }: NonNullable<ReturnType<Engine["status"]>>): boolean =>
  FINAL.includes(runtimeStatus);

/** What the extension answers to a body that is not JSON. */
export const invalidJson = (): HostAnswer =>
  problem(400, "Invalid JSON content", {
    message: "Unexpected character encountered while parsing value",
    type: "Newtonsoft.Json.JsonReaderException",
  });
