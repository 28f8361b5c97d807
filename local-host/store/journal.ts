/** Takes changes back, for the store in memory. */
export interface Journal {
  /** Runs changes as one group: when it throws, none of them remains. */
  group: <T>(changes: () => T) => T;
  map: <K, V>() => JournaledMap<K, V>;
}

export interface JournaledMap<K, V> {
  get: (key: K) => V | undefined;
  values: () => V[];
  keys: () => K[];
  set: (key: K, value: V) => void;
  delete: (key: K) => void;
}

/** `onChange` is called before each change. */
export function createJournal(onChange: () => void): Journal {
  const undo: (() => void)[] = [];
  let depth = 0;

  function changed(takeBack: () => void): void {
    if (depth > 0) undo.push(takeBack);
  }

  function map<K, V>(): JournaledMap<K, V> {
    const entries = new Map<K, V>();
    const restore = (key: K): (() => void) => {
      const before = entries.get(key);
      return () => void (before === undefined ? entries.delete(key) : entries.set(key, before));
    };
    return {
      get: (key) => entries.get(key),
      values: () => [...entries.values()],
      keys: () => [...entries.keys()],
      set(key, value) {
        onChange();
        changed(restore(key));
        entries.set(key, value);
      },
      delete(key) {
        onChange();
        changed(restore(key));
        entries.delete(key);
      },
    };
  }

  function group<T>(changes: () => T): T {
    const start = undo.length;
    depth += 1;
    try {
      return changes();
    } catch (error) {
      for (const takeBack of undo.splice(start).toReversed()) takeBack();
      throw error;
    } finally {
      depth -= 1;
      if (depth === 0) undo.length = 0;
    }
  }

  return { group, map };
}
