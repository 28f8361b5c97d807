/** Growth over the last half of some samples: the slope of a straight line through it, times its length. */
export function growthOf(samples: readonly number[]): number {
  const last = samples.slice(Math.floor(samples.length / 2));
  if (last.length < 2) return 0;
  const middle = (last.length - 1) / 2;
  const mean = last.reduce((sum, sample) => sum + sample, 0) / last.length;
  const up = last.reduce((sum, sample, at) => sum + (at - middle) * (sample - mean), 0);
  const run = last.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  return (up / run) * (last.length - 1);
}
