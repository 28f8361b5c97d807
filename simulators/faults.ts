import { type Fault, parseFault } from "./fault";

/** What is to go wrong with one call. */
export interface Trouble {
  /** Pause before the vendor does anything, in milliseconds. */
  before: number;
  /** Pause after the vendor did its work. */
  after: number;
  /** Takes the place of the vendor's answer. */
  fault?: Fault;
}

export interface Faults {
  /** Throws one sentence when the fault is not understood. */
  add(input: unknown): StandingFault;
  /** Finds, and uses up, what is to go wrong with a call. */
  take(call: FaultedCall): Trouble;
  list(): StandingFault[];
  clear(): void;
}

/** A fault that waits for its calls. */
export interface StandingFault extends Fault {
  /** How many calls it still strikes; 0 with `forever`. */
  left: number;
}

export interface FaultedCall {
  vendor: string;
  method: string;
  /** Decoded, without query. */
  path: string;
  /** The registered route that took the call; undefined when none did. */
  route: string | undefined;
  /** Where all of a vendor's operations have one method and path. */
  operation?: string | undefined;
}

/**
 * The faults that wait, oldest first. A call meets every delay that fits it and at most one fault
 * that answers in the vendor's place. They live as long as the process: a test sets them anew.
 */
export function createFaults(routesOf: ReadonlyMap<string, readonly string[]>): Faults {
  let standing: StandingFault[] = [];

  return {
    add(input) {
      const fault = parseFault(input, routesOf);
      const waiting = { ...fault, left: fault.times ?? 0 };
      standing.push(waiting);
      return { ...waiting };
    },
    take(call) {
      const trouble: Trouble = { before: 0, after: 0 };
      for (const fault of standing.filter((candidate) => strikes(candidate, call))) {
        if (fault.kind && trouble.fault) continue;
        trouble[fault.afterEffect ? "after" : "before"] += fault.delayMs ?? 0;
        if (fault.kind) trouble.fault = fault;
        if (!fault.forever) fault.left -= 1;
      }
      standing = standing.filter(({ forever, left }) => forever || left > 0);
      return trouble;
    },
    list: () => standing.map((fault) => ({ ...fault })),
    clear: () => void (standing = []),
  };
}

function strikes(fault: Fault, call: FaultedCall): boolean {
  if (fault.vendor !== "*" && fault.vendor !== call.vendor) return false;
  const { route = "*" } = fault;
  if (route === "*" || route === call.route || route === call.method || route === call.operation)
    return true;
  return (route.startsWith("/") ? call.path : `${call.method} ${call.path}`).startsWith(route);
}
