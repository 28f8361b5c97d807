import type { Resolution } from "../../domain/containment";

/** Why no target was found: the question to a human, or that it is not there; undefined when one was found. */
export const unresolved = (resolution: Resolution): string | undefined =>
  "found" in resolution
    ? undefined
    : "absent" in resolution
      ? resolution.absent
      : resolution.question;
