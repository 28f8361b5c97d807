import type { DurableClient } from "durable-functions";

export interface Started {
  name: string;
  instanceId: string;
  input: unknown;
}

/** A durable client that remembers what was started, once an id, as the runtime does. */
export function fakeClient(onCall: () => void = () => undefined) {
  const started = new Map<string, Started>();
  const client = {
    async getStatus(instanceId: string) {
      const found = started.get(instanceId);
      if (!found) throw new Error("not found");
      return { ...found, runtimeStatus: "Running" };
    },
    async startNew(name: string, { instanceId, input }: { instanceId: string; input: unknown }) {
      onCall();
      if (started.has(instanceId)) throw new Error("exists");
      started.set(instanceId, { name, instanceId, input: structuredClone(input) });
      onCall();
      return instanceId;
    },
  } as unknown as DurableClient;
  return { client, started: () => [...started.values()] };
}
