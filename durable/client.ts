import type { DurableClient, DurableOrchestrationStatus } from "durable-functions";

type InputOf<F> = F extends (context: never, input: infer I) => unknown ? I : never;

/** Typed starts: whether this call started the flow, or joined one that is or was there. */
export type Starts<Flows> = {
  [Name in keyof Flows]: (instanceId: string, input: InputOf<Flows[Name]>) => Promise<Started>;
};

/** "joined" changed nothing: a run under this id exists, running or completed. */
export type Started = "started" | "joined";

/** Runs that ended without doing their work: a new start under the same id may do it. */
const isOpenForRestart = (status: string): boolean =>
  status === "Failed" || status === "Terminated" || status === "Canceled";

/** Typed starts of flows. An instance that runs or completed under the same id is left alone. */
export function flowsOf<Flows>(client: DurableClient): Starts<Flows> {
  return new Proxy({} as Starts<Flows>, {
    get: (_, name) => (instanceId: string, input: unknown) =>
      startOrJoin(client, String(name), instanceId, input),
  });
}

async function startOrJoin(
  client: DurableClient,
  name: string,
  instanceId: string,
  input: unknown,
): Promise<Started> {
  const earlier = await statusOf(client, instanceId);
  if (earlier && !isOpenForRestart(earlier.runtimeStatus)) return "joined";
  try {
    await client.startNew(name, { instanceId, input });
    return "started";
  } catch (error) {
    // Two deliveries at once both see no instance; the second start is refused with a 500 like any
    // other error, so only the instance can tell them apart.
    const status = await statusOf(client, instanceId);
    if (status && !isOpenForRestart(status.runtimeStatus)) return "joined";
    throw error;
  }
}

/** The client rejects for an instance that does not exist: here that is an answer. */
async function statusOf(
  client: DurableClient,
  instanceId: string,
): Promise<DurableOrchestrationStatus | undefined> {
  try {
    return await client.getStatus(instanceId);
  } catch {
    return undefined;
  }
}
