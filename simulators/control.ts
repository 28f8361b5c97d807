import type { CallLog } from "./calls";
import { ControlError } from "./fault";
import type { Faults } from "./faults";
import type { ReceivedRequest } from "./exchange";
import { type Answer, SceneError, type Simulator, isRecord } from "./simulator";

/** What the control API works on. */
export interface Stage {
  simulators: ReadonlyMap<string, Simulator>;
  calls: CallLog;
  faults: Faults;
  /** Absolute address of the server. */
  url: () => string;
  setLatency(milliseconds: number): void;
}

const requests: Record<string, string> = {
  "GET /": "the vendors, their routes, and this list",
  "GET /calls": "every call, newest last; ?vendor= for one vendor's",
  "DELETE /calls": "forgets the calls",
  "POST /faults": '{"vendor", "route", "kind", "status", "delayMs", "times", "afterEffect", …}',
  "GET /faults": "the faults that wait for their calls",
  "DELETE /faults": "clears the faults",
  "POST /scenes": '{"vendor", "scene"}, or {"<vendor>": scene, …, "latencyMs": 20}',
  "GET /state/{vendor}": "what a vendor holds now",
};

/** The answer to a request that is addressed to no vendor. */
export function control(stage: Stage, request: ReceivedRequest): Answer {
  try {
    return answer(stage, request);
  } catch (error) {
    if (error instanceof ControlError || error instanceof SceneError) {
      return { status: 400, body: { error: error.message } };
    }
    throw error;
  }
}

function answer(stage: Stage, request: ReceivedRequest): Answer {
  const [, head = "", vendor] = request.path.split("/");
  const name = head === "state" ? "/state/{vendor}" : `/${head}`;
  switch (`${request.method} ${name}`) {
    case "GET /":
      return { body: overview(stage) };
    case "GET /calls":
      return { body: stage.calls.list(knownVendor(stage, request.query.get("vendor"))) };
    case "DELETE /calls":
      stage.calls.clear();
      return { status: 204 };
    case "POST /faults":
      return { status: 201, body: stage.faults.add(request.json) };
    case "GET /faults":
      return { body: stage.faults.list() };
    case "DELETE /faults":
      stage.faults.clear();
      return { status: 204 };
    case "POST /scenes":
      setScenes(stage, request.json);
      return { status: 204 };
    case "GET /state/{vendor}":
      return { body: simulatorOf(stage, vendor).state() };
    default:
      return refusal(stage, request, head);
  }
}

function refusal(stage: Stage, { method, path }: ReceivedRequest, head: string): Answer {
  if (!["calls", "faults", "scenes", "state"].includes(head)) {
    return { status: 404, body: { error: noVendor(stage, head) } };
  }
  const error = `The control API does not take ${method} ${path}; GET / lists what it takes`;
  return { status: 400, body: { error } };
}

const noVendor = ({ simulators }: Stage, name: string): string =>
  `No vendor is called "${name}"; the vendors are ${[...simulators.keys()].join(", ")}`;

const overview = ({ simulators, url }: Stage): unknown => ({
  vendors: [...simulators.values()].map(({ name, routes }) => ({
    name,
    url: `${url()}/${name}`,
    routes: Object.keys(routes),
  })),
  control: requests,
});

/** Sets the scenes of one vendor or of several, in order. Throws a SceneError or a ControlError. */
export function setScenes(stage: Stage, input: unknown): void {
  if (!isRecord(input)) {
    throw new ControlError('Scenes are an object like {"vendor": "servicenow", "scene": {…}}');
  }
  const { latencyMs, vendor, scene, ...others } = input;
  const isPair = typeof vendor === "string";
  if (isPair && Object.keys(others).length > 0) {
    throw new ControlError('Give either "vendor" and "scene", or scenes by vendor');
  }
  const scenes = isPair ? [[vendor, scene] as const] : Object.entries(others);
  const known = scenes.map(([name, part]) => ({ simulator: simulatorOf(stage, name), part }));
  if (latencyMs !== undefined) stage.setLatency(latencyOf(latencyMs));
  for (const { simulator, part } of known) simulator.setScene(part);
}

/** A latency in milliseconds, checked. */
export function latencyOf(input: unknown): number {
  if (typeof input === "number" && input >= 0 && input <= 60_000) return input;
  throw new ControlError("A latency must be a number of milliseconds from 0 to 60000");
}

/** The simulator of a vendor; throws a ControlError when there is none. */
export function simulatorOf(stage: Stage, name = ""): Simulator {
  const simulator = stage.simulators.get(name);
  if (simulator) return simulator;
  throw new ControlError(noVendor(stage, name));
}

const knownVendor = (stage: Stage, name: string | null): string | undefined =>
  name === null ? undefined : simulatorOf(stage, name).name;
