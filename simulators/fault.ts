export const FAULT_KINDS = ["status", "reset", "timeout", "html", "truncated"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/**
 * One thing that goes wrong at a vendor.
 *
 * - `status` answers with `status` (503), `body` and `headers`;
 * - `html` answers with a page (`status` 502), as a proxy in between does;
 * - `truncated` answers JSON that ends in the middle (`status` 200);
 * - `reset` closes the connection without an answer;
 * - `timeout` never answers; the connection stays until the client goes.
 *
 * Without `kind`, `status`, `body` and `headers` it only delays: the vendor answers, later.
 */
export interface Fault {
  /** Name of a simulator, or "*". */
  vendor: string;
  /**
   * A registered route ("POST /api/now/table/{table}"), a method ("PUT"), a prefix of a path ("/api")
   * or of method and path ("PUT /api"), or an operation ("UpdateIPSet") where all have one path; "*", or
   * left out, is every call.
   */
  route?: string;
  kind?: FaultKind;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  delayMs?: number;
  /** The vendor does its work first: the client sees the fault, the effect has happened. */
  afterEffect?: boolean;
  /** How many calls it strikes: 1 when left out; 0 says the same as `forever`. */
  times?: number;
  /** Strikes until the faults are cleared. */
  forever?: boolean;
}

const members = new Set([
  "vendor",
  "route",
  "kind",
  "status",
  "body",
  "headers",
  "delayMs",
  "afterEffect",
  "times",
  "forever",
]);

/** A fault from outside, checked; `kind` is set when it answers in the vendor's place. */
export function parseFault(
  input: unknown,
  routesOf: ReadonlyMap<string, readonly string[]>,
): Fault {
  const fault = recordOf(input);
  const unknown = Object.keys(fault).find((name) => !members.has(name));
  check(unknown === undefined, `A fault has no member "${unknown}"`);
  check(
    typeof fault.vendor === "string" && (fault.vendor === "*" || routesOf.has(fault.vendor)),
    `"vendor" must be one of ${[...routesOf.keys()].join(", ")}, or "*"`,
  );
  const { vendor } = fault;
  checkRoute(vendor, fault.route, routesOf.get(vendor) ?? []);
  checkAnswer(fault);
  checkNumbers(fault);
  const { times, forever, ...rest } = fault;
  const kind = kindOf(rest);
  return {
    ...rest,
    ...(kind && { kind }),
    ...(forever || times === 0 ? { forever: true } : { times: times ?? 1 }),
  };
}

/** What is said of a fault or another control request that is not understood. */
export class ControlError extends Error {
  override readonly name = "ControlError";
}

function check(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new ControlError(sentence);
}

function recordOf(input: unknown): Fault {
  check(
    typeof input === "object" && input !== null && !Array.isArray(input),
    'A fault is an object like {"vendor": "servicenow", "route": "*", "status": 503}',
  );
  return input as Fault; // every member is checked before it is used
}

function checkRoute(vendor: string, route: unknown, routes: readonly string[]): void {
  check(
    route === undefined || (typeof route === "string" && route !== ""),
    '"route" must be a registered route, a method, a prefix of a path or of method and path, an operation, or "*"',
  );
  if (route === undefined || route === "*" || routes.includes(route)) return;
  check(
    /^(?:[A-Z]+|[A-Z][A-Za-z0-9]+[a-z][A-Za-z0-9]*|(?:[A-Z]+ )?\/[^{}]*)$/.test(route),
    `"${route}" is no route of "${vendor}", and neither "PUT" nor "/path" nor "PUT /path" in form`,
  );
}

function checkAnswer({ kind, status, headers, afterEffect, forever }: Fault): void {
  check(
    kind === undefined || FAULT_KINDS.includes(kind),
    `"kind" must be one of ${FAULT_KINDS.join(", ")}`,
  );
  check(
    status === undefined || (Number.isInteger(status) && status >= 200 && status <= 599),
    '"status" must be a whole number from 200 to 599',
  );
  check(
    headers === undefined ||
      (typeof headers === "object" &&
        headers !== null &&
        Object.values(headers).every((value) => typeof value === "string")),
    '"headers" must be an object of strings',
  );
  check(
    [afterEffect, forever].every((flag) => flag === undefined || typeof flag === "boolean"),
    '"afterEffect" and "forever" must be true or false',
  );
}

function checkNumbers(fault: Fault): void {
  const { delayMs, times, forever } = fault;
  check(
    delayMs === undefined || (Number.isFinite(delayMs) && delayMs >= 0 && delayMs <= 3_600_000),
    '"delayMs" must be a number from 0 to 3600000',
  );
  check(
    times === undefined || (Number.isInteger(times) && times >= 0),
    '"times" must be a whole number, 0 for ever',
  );
  check(!forever || !times, '"times" and "forever" exclude each other');
  check(
    kindOf(fault) !== undefined || delayMs !== undefined,
    'A fault needs a "kind", a "status", a "body", "headers" or a "delayMs"',
  );
}

function kindOf({ kind, status, body, headers }: Fault): FaultKind | undefined {
  if (kind) return kind;
  return status === undefined && body === undefined && headers === undefined ? undefined : "status";
}
