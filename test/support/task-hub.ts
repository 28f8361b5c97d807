import type { DurableClient } from "durable-functions";

/** A task hub, what was started in it, and which events were raised; it refuses so many starts first. */
export function taskHub({ statusOfStarted = "Completed", refusedStarts = 0 } = {}) {
  let refusals = 0;
  const starts: { name: string; id: string; input: unknown }[] = [];
  const events: { id: string; name: string; data: unknown }[] = [];
  const client = {
    async getStatus(id: string) {
      if (!starts.some((one) => one.id === id)) throw new Error("404");
      return { runtimeStatus: statusOfStarted };
    },
    async startNew(name: string, { instanceId, input }: { instanceId: string; input: unknown }) {
      refusals += 1;
      if (refusals <= refusedStarts) throw new Error("500");
      starts.push({ name, id: instanceId, input });
      return instanceId;
    },
    async raiseEvent(id: string, name: string, data: unknown) {
      events.push({ id, name, data });
    },
  } as unknown as DurableClient;
  return { client, starts, events };
}
