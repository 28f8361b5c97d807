import type { World } from "../simulator";

/**
 * The service's clock: as precise as .NET's, so up to seven fractional digits without final zeros,
 * and never the same time twice.
 */
export function createTimestamps(world: World): () => string {
  let last = { milliseconds: 0, ticks: 0 };
  return () => {
    const milliseconds = world.now();
    const ticks =
      milliseconds === last.milliseconds ? last.ticks + 1 : (milliseconds * 7_919) % 5_000;
    last = { milliseconds, ticks };
    return timestampOf(milliseconds + Math.floor(ticks / 10_000), ticks % 10_000);
  };
}

/** A time as the service writes it; `ticks` are ten-thousandths of a millisecond. */
export function timestampOf(milliseconds: number, ticks = 0): string {
  const iso = new Date(milliseconds).toISOString();
  const fraction = `${iso.slice(20, 23)}${String(ticks).padStart(4, "0")}`.replace(/0+$/, "");
  return `${iso.slice(0, 19)}${fraction && `.${fraction}`}Z`;
}

/** A time as a number that compares exactly; undefined when the text is no ISO 8601 time. */
export function ticksOf(text: string): bigint | undefined {
  const [, whole, fraction = "", zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?(Z|[+-]\d\d:\d\d)$/i.exec(text) ?? [];
  if (whole === undefined || zone === undefined) return undefined;
  const seconds = Date.parse(`${whole}${zone}`);
  if (Number.isNaN(seconds)) return undefined;
  return BigInt(seconds) * 10_000n + BigInt(fraction.padEnd(7, "0"));
}
