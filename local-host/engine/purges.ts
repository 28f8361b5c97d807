import type { Store } from "../store/store";
import type { Commit } from "./commit";
import type { Engine } from "./engine";
import { FINISHED_STATUSES, isFinished } from "./runtime-status";

/** Rows that one write group deletes: others get their turn in between. */
const batch = 50;

/** Deletes what is finished, never what still runs. */
export function createPurges(store: Store, commit: Commit): Pick<Engine, "purge" | "purgeMany"> {
  return {
    purge: (instanceId) =>
      commit(() => {
        const row = store.instance(instanceId);
        if (!row) return "not-found";
        if (!isFinished(row.status)) return "not-finished";
        store.deleteInstance(instanceId);
        return "purged";
      }),
    async purgeMany({ createdFrom, createdTo, statuses }) {
      const wanted = FINISHED_STATUSES.filter((status) => statuses?.includes(status) ?? true);
      const filter = { createdFrom, createdTo, statuses: wanted, limit: batch };
      let purged = 0;
      for (;;) {
        const count = await commit(() => {
          const rows = store.listInstances(filter);
          for (const { instanceId } of rows) store.deleteInstance(instanceId);
          return rows.length;
        });
        purged += count;
        if (count < batch) return purged;
      }
    },
  };
}
