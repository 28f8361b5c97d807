import { createMemoryStore } from "../../../local-host/store/memory";
import { passesStoreSuite } from "./store-suite";

describe("createMemoryStore()", () => {
  passesStoreSuite(createMemoryStore);

  it("refuses to write after it was closed", () => {
    const store = createMemoryStore();
    store.close();

    expect(() => store.putMeta("a", "1")).toThrow("the store is closed");
  });
});
