import type { Reputation, Verdict } from "./reputation";
import { sourceCalled, sources } from "./source";
import type { SourceName } from "./source-name";
import { isBad, worstOf } from "./verdict";

/** What sources say of one observable, taken together. */
export interface Agreement {
  verdict: Verdict;
  /** Why it is milder than the worst that a source says; undefined when it is not. */
  because?: string;
}

/** How surely a source must know before its word alone makes something malicious, 0 to 1. */
const sure = 0.7;

/**
 * The worst verdict of any source, with two exceptions. Malicious takes one source that may condemn
 * alone and is sure, or two that agree; else it is suspicious. And what a source vouches for, which
 * knows who is harmless, is one step milder when only one other speaks against it.
 */
export function agreementOf(reputations: readonly Reputation[]): Agreement {
  const worst = worstOf(reputations.map(({ verdict }) => verdict));
  const against = reputations.filter(({ verdict }) => isBad(verdict));
  const condemning = reputations.filter(({ verdict }) => verdict === "malicious");
  const [only] = condemning;

  if (only && !condemning.some(mayCondemnAlone) && isOneVoice(condemning)) {
    const because = `${only.source} alone calls it malicious, which makes it suspicious until another source agrees`;
    return { verdict: "suspicious", because };
  }
  const voucher = reputations.find(
    ({ source, verdict }) => verdict === "benign" && sourceCalled(source)?.vouches,
  );
  const [critic] = against;
  if (voucher && critic && isOneVoice(against)) {
    const verdict = worst === "malicious" ? "suspicious" : "unknown";
    return {
      verdict,
      because: `${voucher.source} knows it as harmless, and only ${critic.source} speaks against it`,
    };
  }
  return { verdict: worst };
}

const isOneVoice = (reputations: readonly Reputation[]): boolean =>
  new Set(reputations.map(({ source }) => source)).size === 1;

const mayCondemnAlone = ({ source, confidence }: Reputation): boolean =>
  confidence >= sure && sourceCalled(source)?.condemnsAlone === true;

/**
 * Whether what is known is enough to act on: not when everyone who speaks against it only repeats what
 * anybody may publish.
 */
export const isCorroborated = (reputations: readonly Reputation[]): boolean =>
  reputations.some(
    ({ source, verdict }) => isBad(verdict) && sourceCalled(source)?.condemnsAlone === true,
  );

/** Whether a voucher could still make it milder: one that was asked and gave no answer. */
export const couldBeMilder = (
  reputations: readonly Reputation[],
  unanswered: readonly SourceName[],
): boolean =>
  unanswered.some((name) => sources[name].vouches) &&
  isOneVoice(reputations.filter(({ verdict }) => isBad(verdict)));
