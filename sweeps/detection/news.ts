import type { Detail, EvidenceRow, Names } from "./gathered";

/** A record, or the firing of another correlation, on its way into a group. */
export interface Arrival {
  time: number;
  seq: number;
  count: number;
  host: number;
  /** A firing that was told before, and goes on. */
  readonly isOngoing: boolean;
  readonly news: News;
  readonly identity: () => string;
}

/** What it says; worked out only when somebody wants it. */
export interface News {
  names(): Names;
  evidence(): readonly EvidenceRow[];
  detail(withEvidence: boolean): Detail;
}

/** Made when it is first asked for, and again after it was told to forget. */
export function newsOf(
  names: () => Names,
  makeEvidence: () => readonly EvidenceRow[],
): News & { forget(): void } {
  let evidence: readonly EvidenceRow[] | undefined;
  let whole: Detail | undefined;
  let bare: Detail | undefined;
  const evidenceOf = (): readonly EvidenceRow[] => (evidence ??= makeEvidence());
  return {
    names,
    evidence: evidenceOf,
    detail: (withEvidence) =>
      withEvidence
        ? (whole ??= { names: names(), evidence: evidenceOf() })
        : (bare ??= { names: names(), evidence: undefined }),
    forget() {
      evidence = undefined;
      whole = undefined;
      bare = undefined;
    },
  };
}
