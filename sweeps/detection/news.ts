import { type Gathered, packed } from "./gathered";

/** A record, or the firing of another correlation, on its way into a group. */
export interface Arrival {
  readonly key: string;
  readonly time: number;
  readonly seq: number;
  readonly count: number;
  readonly host: number;
  readonly what: number | string;
  /** A firing that was told before, and goes on. */
  readonly isOngoing: boolean;
  readonly news: News;
}

/** What it says; worked out only when somebody wants it. */
export interface News {
  gathered(): Gathered;
  packed(withEvidence: boolean): string;
}

export function newsOf(make: () => Gathered): News {
  let gathered: Gathered | undefined;
  const texts: (string | undefined)[] = [undefined, undefined];
  return {
    gathered: () => (gathered ??= make()),
    packed: (withEvidence) =>
      (texts[Number(withEvidence)] ??= packed((gathered ??= make()), withEvidence)),
  };
}
