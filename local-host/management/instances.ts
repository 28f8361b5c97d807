import type { ControlResult, Engine, RuntimeStatus } from "../engine/engine";
import type { HostAnswer, HostRequest } from "../http-server";
import { empty, json, problem, wentWrong } from "./answers";
import { RPC_PATH } from "./client-payload";
import { historyEvents } from "./history-events";
import { isJson } from "./json-text";
import type { ManagementOptions } from "./options";
import { statusPayload } from "./payloads";
import type { Query } from "./query";
import { BODY_LIMIT, invalidJson, isFinal } from "./start";

/** `GET instances/{id}`: 202 while it may still change, with where and when to ask again. */
export function getInstance(
  request: HostRequest,
  query: Query,
  instanceId: string,
  { engine, warn }: Pick<ManagementOptions, "engine" | "warn">,
): HostAnswer {
  const status = engine.status(instanceId);
  if (!status) return empty(404);
  const showInput = query.flag("showInput") ?? true;
  const showHistory = query.flag("showHistory") ?? false;
  if (showHistory && isFromClient(request)) {
    const { name: functionName } = status;
    warn?.({ rule: "status-history", functionName, instanceId, sentence: statusHistory });
  }
  const showHistoryOutput = query.flag("showHistoryOutput") ?? false;
  const body = {
    ...statusPayload(status, showInput),
    ...(showHistory && {
      historyEvents: historyEvents(engine.history(instanceId), { showInput, showHistoryOutput }),
    }),
  };
  if (!isFinal(status)) {
    return json(202, body, { location: request.url.href, "retry-after": "5" });
  }
  const isError =
    status.runtimeStatus === "Failed" && query.flag("returnInternalServerErrorOnFailure");
  return json(isError ? 500 : 200, body);
}

/** The SDK's client has a path of its own. */
const isFromClient = ({ url }: HostRequest): boolean =>
  url.pathname.toLowerCase().startsWith(RPC_PATH);

const statusHistory =
  "getStatus was asked for the history, and its history stays undefined: the client looks for a " +
  "member that is not sent; ask the management API, which calls it historyEvents";

/** `GET instances`: a page, and in a header where the next one begins. */
export function listInstances(request: HostRequest, query: Query, engine: Engine): HostAnswer {
  const token = request.headers["x-ms-continuation-token"];
  const [createdFrom, createdTo] = [query.time("createdTimeFrom"), query.time("createdTimeTo")];
  const [statuses, prefix] = [query.statuses("runtimeStatus"), query.text("instanceIdPrefix")];
  const { instances, continuationToken } = engine.list({
    top: query.pageSize(),
    ...(createdFrom !== undefined && { createdFrom }),
    ...(createdTo !== undefined && { createdTo }),
    ...(statuses && { statuses }),
    ...(prefix && { instanceIdPrefix: prefix }),
    ...(token && { continuationToken: token }),
  });
  const showInput = query.flag("showInput") ?? true;
  return json(
    200,
    instances.map((status) => statusPayload(status, showInput)),
    continuationToken === undefined ? {} : { "x-ms-continuation-token": continuationToken },
  );
}

/** `DELETE instances/{id}`: only one that has ended. */
export async function purgeInstance(instanceId: string, engine: Engine): Promise<HostAnswer> {
  const result = await engine.purge(instanceId);
  if (result === "purged") return json(200, { instancesDeleted: 1 });
  if (result === "not-found") return empty(404);
  return wentWrong(
    "Only orchestrations in a terminal state can be purged, but the orchestration with instance ID " +
      `${instanceId} has status ${engine.status(instanceId)?.runtimeStatus}`,
  );
}

/** `DELETE instances`: those that have ended, of a span of time that the caller must name. */
export async function purgeInstances(
  query: Query,
  now: number,
  engine: Engine,
): Promise<HostAnswer> {
  const createdFrom = query.time("createdTimeFrom");
  if (createdFrom === undefined) {
    return json(400, "Please provide value for 'createdTimeFrom' parameter.");
  }
  const statuses = query.statuses("runtimeStatus");
  const instancesDeleted = await engine.purgeMany({
    createdFrom,
    createdTo: query.time("createdTimeTo") ?? now,
    ...(statuses && { statuses }),
  });
  return instancesDeleted === 0 ? empty(404) : json(200, { instancesDeleted });
}

/** `POST instances/{id}/raiseEvent/{event}`: whether there is an instance is looked at before the body. */
export async function raiseEvent(
  request: HostRequest,
  instanceId: string,
  eventName: string,
  { engine, warn }: Pick<ManagementOptions, "engine" | "warn">,
): Promise<HostAnswer> {
  const status = engine.status(instanceId);
  if (!status) return empty(404);
  if (isFinal(status)) return empty(410);
  const [mediaType = ""] = (request.headers["content-type"] ?? "").split(";");
  if (mediaType.trim().toLowerCase() !== "application/json") {
    return problem(400, "Only application/json request content is supported");
  }
  const text = (await request.body(BODY_LIMIT)).toString();
  if (text === "") {
    const sentence = eventWithoutData(eventName);
    warn?.({ rule: "event-without-data", functionName: status.name, instanceId, sentence });
  }
  if (!isJson(text)) return invalidJson();
  return controlled(await engine.raiseEvent(instanceId, eventName, text));
}

const eventWithoutData = (name: string): string =>
  `"${name}" was raised without data, which is refused: pass null or an object`;

type Control = "terminate" | "suspend" | "resume" | "rewind";

/** `POST instances/{id}/{operation}?reason=`. */
export async function control(
  operation: Control,
  query: Query,
  instanceId: string,
  engine: Engine,
): Promise<HostAnswer> {
  const result = await engine[operation](instanceId, query.text("reason") ?? "");
  if (operation === "rewind" && result === "not-found") {
    return json(404, `No orchestration with instance ID "${instanceId}" found.`);
  }
  if (result !== "wrong-state") return controlled(result);
  const status = engine.status(instanceId)?.runtimeStatus;
  return operation === "rewind"
    ? json(412, notFailed(status))
    : wentWrong(
        `Cannot ${operation} the orchestration instance ${instanceId} because instance is in the ${status} state.`,
      );
}

const notFailed = (status: RuntimeStatus | undefined): string =>
  `This orchestration has status ${status}, but only orchestrations in the "Failed" state can be rewound.`;

const controlled = (result: ControlResult): HostAnswer =>
  empty({ accepted: 202, "not-found": 404, finished: 410, "wrong-state": 500 }[result]);
