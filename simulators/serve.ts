import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { maskedBody, maskedPath } from "./calls";
import { type Stage, control } from "./control";
import { type ReceivedRequest, type Silence, answerOf, receive, send } from "./exchange";
import { type Matcher, segmentsOf } from "./match";
import type { Answer, Simulator } from "./simulator";

/**
 * A moment of a call: it has come, the vendor has done its work and not answered yet, its answer has left.
 * What watches may wait, or kill whoever called.
 */
export interface Moment {
  when: "received" | "done" | "answered";
  vendor: string;
  method: string;
  /** Without the vendor's name and the query. */
  path: string;
  /** Where all of a vendor's operations have one method and path. */
  operation?: string;
}

/** A server's simulators, and what it takes to answer for them. */
export interface House extends Stage {
  now(): number;
  latencyMs(): number;
  matchers: ReadonlyMap<string, Matcher>;
  watch: (moment: Moment) => Promise<void>;
  /** Aborted when the server closes. */
  closing: AbortSignal;
}

/** Answers one request: as a vendor, as the control API, or with what goes wrong. */
export async function serve(
  house: House,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const cameAt = new Date(house.now()).toISOString();
  const [rawPath = "/", ...query] = (incoming.url ?? "/").split("?");
  const segments = segmentsOf(rawPath);
  const request = await receive(incoming, `/${segments?.join("/") ?? ""}`, query.join("?"));
  if (!segments) {
    return send(response, { status: 400, body: { error: `Cannot decode the path "${rawPath}"` } });
  }
  if (!request) return send(response, { status: 413, body: { error: "Longer than 16 MB" } });

  const [name = "", ...rest] = segments;
  const simulator = house.simulators.get(name);
  if (!simulator) return send(response, control(house, request));

  const path = `/${rest.join("/")}`;
  const operation = simulator.operationOf?.({ ...request, path });
  const at = (when: Moment["when"]) =>
    house.watch({
      when,
      vendor: name,
      method: request.method,
      path,
      ...(operation !== undefined && { operation }),
    });
  await at("received");
  const answer = await exchange(house, simulator, { ...request, path }, rest, operation);
  await at("done");
  house.calls.record({
    vendor: name,
    method: request.method,
    path: maskedPath(rawPath.slice(name.length + 1) || "/", request.rawQuery, simulator.secrets),
    ...(operation !== undefined && { operation }),
    status: typeof answer === "string" ? 0 : (answer.status ?? 200),
    at: cameAt,
    body: maskedBody(request.body, request.json, simulator.secrets),
  });
  if (typeof answer !== "string") send(response, answer);
  else if (answer === "reset") response.socket?.resetAndDestroy();
  await at("answered");
}

/** What a vendor, or a fault in its place, answers. */
export async function exchange(
  house: House,
  simulator: Simulator,
  request: ReceivedRequest,
  segments: readonly string[],
  operation: string | undefined,
): Promise<Answer | Silence> {
  const match = house.matchers.get(simulator.name)?.(request.method, segments);
  const { method, path } = request;
  const { route } = match && "route" in match ? match : { route: undefined };
  const trouble = house.faults.take({ vendor: simulator.name, method, path, route, operation });
  const { fault } = trouble;

  await wait(house, house.latencyMs() + trouble.before);
  const isSkipped = fault !== undefined && !fault.afterEffect;
  const done = isSkipped ? undefined : await answerFrom(simulator, request, match);
  await wait(house, trouble.after);
  return fault ? answerOf(fault, done) : (done ?? { status: 500 });
}

/** Not waiting is not a turn of the event loop: a test that turns time is not made slower. */
async function wait({ closing }: House, milliseconds: number): Promise<void> {
  if (milliseconds > 0) await pause(milliseconds, undefined, { signal: closing });
}

async function answerFrom(
  simulator: Simulator,
  request: ReceivedRequest,
  match: ReturnType<Matcher>,
): Promise<Answer> {
  if (!match || !("route" in match)) {
    const allow = match?.allow.join(", ");
    const error = `The simulated ${simulator.name} has no ${request.method} ${request.path}`;
    return { status: match ? 405 : 404, headers: allow ? { allow } : {}, body: { error } };
  }
  try {
    return await match.handler({ ...request, params: match.params });
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.error(`Simulator ${simulator.name}: ${match.route} failed: ${reason}`);
    return { status: 500, body: { error: `The simulator failed at ${match.route}` } };
  }
}
