/** How much of the crash tests is to be done. `npm run crash` does everything. */
export const isWhole = process.env["CRASH"] === "all";

/** Another part every day; CRASH_SEED repeats one. */
export const seed = Number(process.env["CRASH_SEED"] ?? Math.floor(Date.now() / 86_400_000));

/** Numbers from 0 to 1, the same ones for the same seed. */
export function seeded(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
