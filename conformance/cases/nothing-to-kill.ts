/** Reasons to skip the modes that kill: nothing was begun. */
export function nothingToKill() {
  const reason = "nothing runs that a kill could end";
  return { "killed at start": reason, "killed at rest": reason };
}
