import { createMemoryStore } from "./store/memory";
import type { Durability } from "./store/open-database";
import { openSqliteStore } from "./store/sqlite";
import type { Store } from "./store/store";

/** The store of a host: a file, or ":memory:" for one that forgets everything at its end. */
export const openStore = (file: string, durability: Durability): Store =>
  file === ":memory:" ? createMemoryStore() : openSqliteStore({ file, durability });
