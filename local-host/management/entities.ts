import type { Engine } from "../engine/engine";
import type { HostAnswer, HostRequest } from "../http-server";
import { empty, json, problem } from "./answers";
import { isJson, jsonOrText } from "./json-text";
import type { Query } from "./query";
import { BODY_LIMIT } from "./start";

/** In a URL, the key of an entity whose key is empty. */
const emptyKey = "$";
const keyOf = (key: string): string => (key === emptyKey ? "" : key);

/** `GET entities/{name}/{key}`: its state, or 404 when it does not exist. */
export function getEntity(name: string, key: string, engine: Engine): HostAnswer {
  const entity = engine.entityState(name, keyOf(key));
  return entity ? json(200, jsonOrText(entity.state)) : empty(404);
}

/** `GET entities[/{name}]`: a page, and in a header where the next one begins. */
export function listEntities(
  request: HostRequest,
  query: Query,
  name: string | undefined,
  engine: Engine,
): HostAnswer {
  const token = request.headers["x-ms-continuation-token"];
  const from = query.time("lastOperationTimeFrom");
  const to = query.time("lastOperationTimeTo");
  const { entities, continuationToken } = engine.listEntities({
    fetchState: query.flag("fetchState") ?? false,
    top: query.pageSize(),
    ...(name !== undefined && { name }),
    ...(from !== undefined && { lastOperationFrom: from }),
    ...(to !== undefined && { lastOperationTo: to }),
    ...(token && { continuationToken: token }),
  });
  return json(
    200,
    entities.map(({ name: entityName, key, lastOperationAt, state }) => ({
      entityId: { name: entityName, key },
      lastOperationTime: new Date(lastOperationAt).toISOString(),
      state: jsonOrText(state),
    })),
    continuationToken === undefined ? {} : { "x-ms-continuation-token": continuationToken },
  );
}

/** `POST entities/{name}/{key}?op=`: JSON is the input, a body of another type is text. */
export async function signalEntity(
  request: HostRequest,
  query: Query,
  name: string,
  key: string,
  engine: Engine,
): Promise<HostAnswer> {
  const text = (await request.body(BODY_LIMIT)).toString();
  const [mediaType = ""] = (request.headers["content-type"] ?? "").split(";");
  const isMarkedJson = mediaType.trim().toLowerCase() === "application/json";
  if (text !== "" && isMarkedJson && !isJson(text)) {
    return problem(400, "Could not parse JSON content");
  }
  const input = isMarkedJson ? text : JSON.stringify(text);
  await engine.signalEntity({
    name,
    key: keyOf(key),
    operation: query.text("op") ?? "",
    ...(text !== "" && { input }),
  });
  return empty(202);
}

/** `DELETE entities/{name}/{key}`: signals `delete`, which an entity that handles it may refuse. */
export async function deleteEntity(name: string, key: string, engine: Engine): Promise<HostAnswer> {
  await engine.signalEntity({ name, key: keyOf(key), operation: "delete" });
  return empty(202);
}
