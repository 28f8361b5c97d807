/** A loaded value and its two ages: asked for again after the first, useless after the second. */
export interface Loaded<T> {
  value: T;
  freshUntil: number;
  usableUntil: number;
}

export interface CacheOptions<T> {
  load: (key: string) => Promise<Loaded<T>>;
  /** Whether an older value that is still usable may stand in when loading failed this way. */
  mayServeStale: (error: unknown) => boolean;
  now?: (() => number) | undefined;
}

export interface Cache<T> {
  get(key: string): Promise<T>;
  /** Drops what is kept, because the one it was shown to refused it. */
  forget(key: string): void;
}

/**
 * Keeps what is expensive to get. However many ask at once, one load runs a key; a failed load is
 * not kept.
 */
export function createCache<T>({
  load,
  mayServeStale,
  now = () => Date.now(),
}: CacheOptions<T>): Cache<T> {
  const kept = new Map<string, Loaded<T>>();
  const underway = new Map<string, Promise<T>>();

  async function refresh(key: string): Promise<T> {
    try {
      const loaded = await load(key);
      kept.set(key, loaded);
      return loaded.value;
    } catch (error) {
      const stale = kept.get(key);
      if (stale && stale.usableUntil > now() && mayServeStale(error)) return stale.value;
      throw error;
    }
  }

  return {
    async get(key) {
      const entry = kept.get(key);
      if (entry && entry.freshUntil > now()) return entry.value;
      const running = underway.get(key);
      if (running) return running;
      const started = refresh(key).finally(() => underway.delete(key));
      underway.set(key, started);
      return started;
    },
    forget: (key) => void kept.delete(key),
  };
}
