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

/** Made when it is first asked for, and again after it was told to forget. */
export function newsOf(make: () => Gathered): News & { forget(): void } {
  let gathered: Gathered | undefined;
  let withText: string | undefined;
  let without: string | undefined;
  const all = (): Gathered => (gathered ??= make());
  return {
    gathered: all,
    packed: (withEvidence) =>
      withEvidence ? (withText ??= packed(all(), true)) : (without ??= packed(all(), false)),
    forget() {
      gathered = undefined;
      withText = undefined;
      without = undefined;
    },
  };
}
