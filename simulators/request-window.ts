import type { World } from "./simulator";

/** What is left of a vendor's window of requests after one more. */
export interface WindowUse {
  /** Below 0 when it was one too many. */
  left: number;
  most: number;
  /** When the next one begins, in seconds since 1970. */
  endsAt: number;
}

/** Counts requests by windows of so many seconds, which begin at whole multiples of their length. */
export function createRequestWindow(world: World, seconds: number, most: () => number) {
  let window = { at: 0, count: 0 };
  return (): WindowUse => {
    const at = Math.floor(world.now() / 1000 / seconds);
    window = { at, count: (window.at === at ? window.count : 0) + 1 };
    return { left: most() - window.count, most: most(), endsAt: (at + 1) * seconds };
  };
}
