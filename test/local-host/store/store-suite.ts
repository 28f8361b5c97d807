import type { Store } from "../../../local-host/store/store";
import { keepsEntities } from "./entities-suite";
import { writesInGroups } from "./groups-suite";
import { keepsInstances, listsInstances } from "./instances-suite";
import { keepsMessages } from "./messages-suite";

/** What every store does. `open` gives an empty one; the suite closes it. */
export function passesStoreSuite(open: () => Store): void {
  let store: Store;
  beforeEach(() => void (store = open()));
  afterEach(() => store.close());
  const current = (): Store => store;

  keepsInstances(current);
  listsInstances(current);
  keepsMessages(current);
  keepsEntities(current);
  writesInGroups(current);

  it("keeps the statuses of timer triggers", () => {
    const status = { schedule: "0 0 * * * *", last: null, next: 5, lastUpdated: 1 };
    store.putTimerStatus("sweep", status);
    store.putTimerStatus("sweep", { ...status, last: 5 });

    expect(store.timerStatus("sweep")).toEqual({ ...status, last: 5 });
    expect(store.timerStatus("other")).toBeUndefined();
  });

  it("keeps meta values", () => {
    store.putMeta("time", "1");
    store.putMeta("time", "2");

    expect(store.meta("time")).toBe("2");
    expect(store.meta("other")).toBeUndefined();
  });
}
