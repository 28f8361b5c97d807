import type { ContainmentMethod, Look } from "../../domain/containing";
import type { Target } from "../../domain/containment";

/** A provider of devices: what is isolated there, and every write that reached it. */
export function provider({ slowLooks = 0 } = {}) {
  const isolated = new Set<string>();
  const writes: string[] = [];
  let looksUntilDone = 0;
  const look = async ({ id }: Target): Promise<Look> => {
    if (looksUntilDone > 0) {
      looksUntilDone -= 1;
      const effect = isolated.has(id) ? "under-way" : "ending";
      return { state: { isIsolated: !isolated.has(id) }, effect };
    }
    return {
      state: { isIsolated: isolated.has(id) },
      effect: isolated.has(id) ? "in-effect" : "none",
    };
  };
  const method: ContainmentMethod = {
    async resolve(claim) {
      const label = claim.kind === "host" ? claim.host.label : claim.kind;
      return { found: { id: `id-of-${label}`, label, names: [label] } };
    },
    look,
    async act({ id }) {
      writes.push(`isolate ${id}`);
      isolated.add(id);
      looksUntilDone = slowLooks;
    },
    async undo({ id }) {
      writes.push(`release ${id}`);
      isolated.delete(id);
      looksUntilDone = slowLooks;
    },
  };
  return { method, isolated, writes };
}
