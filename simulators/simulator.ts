import type { Socket } from "node:net";

/**
 * What a simulated vendor is made of. Written from the vendor's reference; it shares nothing with
 * the connector of the same name.
 */
export interface Simulator {
  /** Folder name, path prefix and name in `/calls`, `/faults` and `/scenes`. */
  name: string;
  routes: Routes;
  /** Names of query, form and JSON members whose values `/calls` hides, besides the usual ones. */
  secrets?: readonly string[];
  /** Which operation a request asks for, where all of the vendor's have one method and path. */
  operationOf?(request: Omit<SimulatedRequest, "params">): string | undefined;
  /**
   * Sets what the vendor knows: a partial scene, merged into what is there. Throws a SceneError
   * with one sentence when the scene is not understood.
   */
  setScene(scene: unknown): void;
  /** What the vendor holds now, for tests and people; never secrets of a real system. */
  state(): unknown;
  /** Of a vendor that speaks something else than HTTP, on the same port. */
  wire?: Wire;
}

/**
 * A protocol that is told from HTTP by the first byte of a connection. Its operations are routes like all
 * others ("MODIFY /{dn}"), so that faults, scenes and the log of calls work alike.
 */
export interface Wire {
  firstByte: number;
  connect(socket: Socket, ask: Ask): void;
}

/** Has an operation done; undefined where no answer is to leave. `answered` is called when it left. */
export type Ask = (operation: {
  method: string;
  /** What the route's one parameter is. */
  name: string;
  json: unknown;
}) => Promise<{ answer: Answer | "reset" | "timeout"; answered: () => Promise<void> }>;

/** Makes a simulator over a memory that may outlive the process. */
export type SimulatorFactory = (world: World) => Simulator;

export interface World {
  /** Milliseconds since 1970; tests turn it. */
  now(): number;
  /** Absolute address of this simulator, without a final slash: for links in its answers. */
  url(): string;
  /** Rows that survive a restart when the server keeps its memory in a file. */
  table<T>(name: string): Table<T>;
}

/** A Map of plain JSON rows. A row is replaced by `set`, never changed in place. */
export interface Table<T> {
  get(key: string): T | undefined;
  set(key: string, row: T): void;
  delete(key: string): boolean;
  /** In the order of their first `set`. */
  rows(): T[];
  keys(): string[];
  size(): number;
  clear(): void;
}

/** `"GET /users/{id}"`: one segment in braces is a parameter, `{*rest}` the remaining path. Literals match in any case. */
export type Routes = Record<string, Handler>;

export type Handler = (request: SimulatedRequest) => Answer | Promise<Answer>;

export interface SimulatedRequest {
  method: string;
  /** Decoded path, without the vendor's prefix. */
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  /** As sent, byte for byte: for vendors whose query is a secret. */
  rawQuery: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
  /** The body as JSON; undefined when it is none. */
  json: unknown;
}

export interface Answer {
  /** 200 when left out. */
  status?: number;
  headers?: Record<string, string>;
  /** A string is sent as it is, anything else as JSON, undefined as nothing. */
  body?: unknown;
}

/** A scene that a simulator does not understand; the message says what it expects. */
export class SceneError extends Error {
  override readonly name = "SceneError";
}

/** Whether a value is a JSON object: neither a list nor null. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A member of a scene that must be a JSON object; else a SceneError that names it. */
export function objectOf(value: unknown, name: string): Record<string, unknown> {
  if (isRecord(value)) return { ...value };
  throw new SceneError(`${name} must be an object`);
}

/** A member of a scene that must be a list; else a SceneError that names it. */
export function arrayOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new SceneError(`${name} must be an array`);
}

/** A member of a scene that must be a number of at least 0; else a SceneError that names it. */
export function numberOf(value: unknown, name: string): number {
  if (typeof value === "number" && value >= 0) return value;
  throw new SceneError(`${name} must be a number`);
}

/** A scene all of whose members pass their checks; else a SceneError that says what is expected. */
export function checkedScene<S extends object>(
  input: unknown,
  checks: Record<keyof S, (value: unknown) => boolean>,
  expected: string,
): S {
  const known = new Map<string, (value: unknown) => boolean>(Object.entries(checks));
  const fits =
    isRecord(input) && Object.entries(input).every(([name, value]) => known.get(name)?.(value));
  if (!fits) throw new SceneError(expected);
  return input as S;
}

/** A member of a scene that must be an object of numbers, all of them known; else a SceneError that names it. */
export function numbersOf<T extends object>(value: unknown, name: string, known: T): Partial<T> {
  const numbers = objectOf(value, name);
  for (const [member, number] of Object.entries(numbers)) {
    if (!(member in known)) {
      throw new SceneError(`${name} takes ${Object.keys(known).join(", ")}, not "${member}"`);
    }
    numberOf(number, `${name}.${member}`);
  }
  return numbers as Partial<T>; // every member was looked at
}

/** What a scene says of one of its entries, each member of it known and checked; else a SceneError. */
export function checkedEntry(
  entry: string,
  said: Record<string, unknown>,
  checks: Readonly<Record<string, (value: unknown) => boolean>>,
): void {
  for (const [name, member] of Object.entries(said)) {
    if (checks[name]?.(member)) continue;
    const names = Object.keys(checks).join(", ");
    throw new SceneError(`${entry} takes ${names}, not "${name}": ${JSON.stringify(member)}`);
  }
}
