import { ArgumentError } from "../engine/argument-error";
import type { HostAnswer, HostHandler, HostRequest } from "../http-server";
import { BodyTooLargeError } from "../request-body";
import { errorOf } from "../worker/error-of";
import { badArgument, empty, wentWrong } from "./answers";
import { RPC_PATH } from "./client-payload";
import { deleteEntity, getEntity, listEntities, signalEntity } from "./entities";
import {
  control,
  getInstance,
  listInstances,
  purgeInstance,
  purgeInstances,
  raiseEvent,
} from "./instances";
import type { ManagementOptions } from "./options";
import { WEBHOOK_PATH } from "./payloads";
import { type Query, queryOf } from "./query";
import { restartInstance, startInstance } from "./start";

/**
 * The HTTP API of the Durable Functions extension, for people (`/runtime/webhooks/durabletask`) and
 * for the SDK's client (`/durabletask/`): the same handlers, matched without case.
 * https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-http-api
 */
export function createManagementApi(options: ManagementOptions): HostHandler {
  return async (request) => {
    const path = pathBelow(request.url.pathname);
    if (path === undefined) return undefined;
    if (path.some((segment) => segment.includes("\0"))) return empty(400); // as ASP.NET does
    try {
      const query = queryOf(request.url.searchParams);
      return (await route({ request, query, path, options })) ?? empty(404);
    } catch (thrown) {
      if (thrown instanceof BodyTooLargeError) throw thrown;
      if (thrown instanceof ArgumentError) return badArgument(thrown.message);
      const { message, stack } = errorOf(thrown);
      options.log("error", `Cannot answer ${request.method} ${request.url.pathname}: ${stack}`);
      return wentWrong(message, "System.Exception");
    }
  };
}

interface Call {
  request: HostRequest;
  query: Query;
  /** Decoded segments below the base. */
  path: string[];
  options: ManagementOptions;
}

/** The decoded segments below one of the two bases. A plus is a space, as .NET decodes it. */
function pathBelow(pathname: string): string[] | undefined {
  const base = [`${WEBHOOK_PATH}/`, RPC_PATH].find((prefix) =>
    `${pathname}/`.toLowerCase().startsWith(prefix),
  );
  if (base === undefined) return undefined;
  const rest = pathname.slice(base.length).replaceAll("+", " ");
  return decoded(rest)
    .replaceAll(/^\/+|\/+$/g, "")
    .split("/");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function route(call: Call): Promise<HostAnswer | undefined> | HostAnswer | undefined {
  const [first = "", ...rest] = call.path;
  if (rest.includes("") || rest.length > 3) return undefined;
  switch (first.toLowerCase()) {
    case "orchestrators":
      return routeStart(call, rest);
    case "instances":
      return rest.length < 2 ? routeInstances(call, rest) : routeOperation(call, rest);
    case "entities":
      return routeEntities(call, rest);
    case "makeprimary":
      return call.request.method === "POST" && rest.length === 0 ? empty(200) : undefined;
    default:
      return undefined;
  }
}

function routeStart({ request, query, options }: Call, [name, id, ...more]: string[]) {
  if (request.method !== "POST" || name === undefined || more.length > 0) return undefined;
  return startInstance(request, query, name, id, options);
}

function routeInstances({ request, query, options }: Call, [id]: string[]) {
  const { engine, clock } = options;
  if (request.method === "GET") {
    return id === undefined
      ? listInstances(request, query, engine)
      : getInstance(request, query, id, options);
  }
  if (request.method !== "DELETE") return undefined;
  return id === undefined ? purgeInstances(query, clock.now(), engine) : purgeInstance(id, engine);
}

function routeOperation(
  { request, query, options }: Call,
  [id = "", operation = "", eventName]: string[],
) {
  if (request.method !== "POST") return undefined;
  const name = operation.toLowerCase();
  if (eventName !== undefined) {
    return name === "raiseevent" ? raiseEvent(request, id, eventName, options) : undefined;
  }
  switch (name) {
    case "terminate":
    case "suspend":
    case "resume":
    case "rewind":
      return control(name, query, id, options.engine);
    case "restart":
      return restartInstance(request, query, id, options);
    default:
      return undefined;
  }
}

function routeEntities(
  { request, query, options: { engine } }: Call,
  [name, key, ...more]: string[],
) {
  if (more.length > 0) return undefined;
  const { method } = request;
  if (name === undefined || key === undefined) {
    return method === "GET" ? listEntities(request, query, name, engine) : undefined;
  }
  if (method === "GET") return getEntity(name, key, engine);
  if (method === "POST") return signalEntity(request, query, name, key, engine);
  return method === "DELETE" ? deleteEntity(name, key, engine) : undefined;
}
