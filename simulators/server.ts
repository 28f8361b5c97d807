import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { simulators as everySimulator } from "./index";
import { type Call, createCallLog } from "./calls";
import { latencyOf, setScenes, simulatorOf } from "./control";
import type { Fault } from "./fault";
import { type StandingFault, createFaults } from "./faults";
import { matcherOf } from "./match";
import { type Memory, openMemory } from "./memory";
import { type House, type Moment, serve } from "./serve";
import type { Simulator, SimulatorFactory } from "./simulator";
import { sortConnections } from "./wires";

export interface SimulatorsOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** Where the vendors remember; without it they forget when the server closes. */
  memoryFile?: string;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** These vendors instead of all. */
  only?: readonly SimulatorFactory[];
  /** How long every vendor takes to answer. */
  latencyMs?: number;
  /** Called, and waited for, at each moment of each call: a test kills whom it wants right there. */
  watch?: (moment: Moment) => Promise<void>;
}

/** Simulated vendors at work, and the control API without HTTP. */
export interface RunningSimulators {
  /** "http://127.0.0.1:7900"; a vendor is at `${url}/${name}`. */
  url: string;
  port: number;
  /** Every call, or one vendor's, newest last. */
  calls(vendor?: string): Call[];
  clearCalls(): void;
  /** Makes coming calls go wrong. Throws one sentence when the fault is not understood. */
  fault(fault: Fault): StandingFault;
  clearFaults(): void;
  /** Sets what a vendor knows. Throws one sentence when the scene is not understood. */
  scene(vendor: string, scene: unknown): void;
  /** What a vendor holds now. */
  state(vendor: string): unknown;
  /** Ends every connection, those that wait for an answer included, and closes the memory. */
  close(): Promise<void>;
}

/** Serves the simulated vendors on one port of 127.0.0.1, each under its name. */
export async function startSimulators(options: SimulatorsOptions = {}): Promise<RunningSimulators> {
  const { port = 0, memoryFile, now = Date.now, only = everySimulator, latencyMs = 0 } = options;
  let latency = latencyOf(latencyMs);
  const memory = openMemory(memoryFile);
  const closing = new AbortController();
  const server = createServer((request, response) => {
    // A failure here is one of the connection: its client is gone, and there is nobody to tell.
    serve(house, request, response).catch(() => response.destroy());
  });
  const wired = sortConnections(server, () => house);
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const simulators = createSimulators(only, memory, { now, url });
  const byName = <T>(value: (simulator: Simulator) => T): Map<string, T> =>
    new Map(simulators.map((simulator) => [simulator.name, value(simulator)]));
  const house: House = {
    simulators: byName((simulator) => simulator),
    matchers: byName(({ routes }) => matcherOf(routes)),
    calls: createCallLog(memory.table<Call>("", "calls")),
    faults: createFaults(byName(({ routes }) => Object.keys(routes))),
    url,
    now,
    latencyMs: () => latency,
    setLatency: (milliseconds) => void (latency = milliseconds),
    watch: options.watch ?? (async () => undefined),
    closing: closing.signal,
  };

  await listen(server, port).catch((error: unknown) => {
    memory.close();
    throw error;
  });
  async function close(): Promise<void> {
    closing.abort();
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    wired.end();
    await ended;
    memory.close();
  }
  let closed: Promise<void> | undefined;
  return {
    url: url(),
    port: (server.address() as AddressInfo).port,
    calls: (vendor) => house.calls.list(vendor),
    clearCalls: () => house.calls.clear(),
    fault: (fault) => house.faults.add(fault),
    clearFaults: () => house.faults.clear(),
    scene: (vendor, scene) => setScenes(house, { vendor, scene }),
    state: (vendor) => simulatorOf(house, vendor).state(),
    close: () => (closed ??= close()),
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function createSimulators(
  factories: readonly SimulatorFactory[],
  memory: Memory,
  { now, url }: { now: () => number; url: () => string },
): Simulator[] {
  const empty = openMemory();
  return factories.map((factory) => {
    // Asked once on empty tables for its name: the real ones are kept under that name.
    const { name } = factory({ now, url, table: (table) => empty.table(factory.name, table) });
    return factory({
      now,
      url: () => `${url()}/${name}`,
      table: (table) => memory.table(name, table),
    });
  });
}
