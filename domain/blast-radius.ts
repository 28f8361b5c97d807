import { WHATEVER_IT_TOUCHES } from "./policy";
import { cleanLine } from "./clean-text";
import type { Candidate, Claim } from "./containment";
import type { ContextFinding } from "./context";
import { type ContextSourceName, contextSources } from "./context-source";
import type { KindPolicy, Policy } from "./policy";
import { byText } from "./score";
import { counted } from "./words";

/** Who and what of ours a containment touches, as far as anybody could say. */
interface BlastRadius {
  /** Assets and people of ours; undefined when it is not known whether these are all. */
  count: number | undefined;
  /** For the one who decides, a sentence each. */
  sentences: string[];
}

/** Whose answer it takes to know who uses something. */
const radiusSources: Readonly<Record<string, readonly ContextSourceName[]>> = {
  address: ["address-sign-ins", "firewall-traffic", "dns-queries"],
  domain: ["dns-queries"],
  hash: ["device-events"],
  host: ["device-events"],
  account: [],
};

/** What a containment of a candidate would touch, by what the sources of context found. */
export function blastRadiusOf(
  candidate: Candidate,
  policy: Policy,
  context: readonly ContextFinding[],
): BlastRadius {
  const { kind, key, self } = touchedBy(candidate);
  const about = context.filter((finding) => finding.about === key);
  const needed = (radiusSources[kind] ?? []).filter((name) => policy.context[name].isAsked);
  const missing = needed.filter((name) => !about.some((one) => isFrom(one, name) && isWhole(one)));
  const isKnown = missing.length === 0 && (needed.length > 0 || kind === "account");
  const touching = about
    .flatMap(({ touches }) => (touches ? [touches] : []))
    .map(({ count, names }) => ({ count: Math.max(count, names.length) || 0, names }));
  const names = [...new Set(touching.flatMap((one) => one.names))].toSorted(byText);
  const unnamed = touching.reduce((sum, one) => sum + one.count - one.names.length, 0);
  const count = names.length + unnamed + self;
  const titles = [...new Set(missing.map((name) => contextSources[name].title))];
  const nobody =
    titles.length > 0
      ? `${titles.join(", ")} could not say who of ours uses it`
      : "Nobody is asked who of ours uses it";
  return {
    count: isKnown ? count : undefined,
    sentences: [
      ...(self > 0 ? [`It is ${kind === "account" ? "somebody" : "a device"} of ours`] : []),
      ...(names.length + unnamed > 0
        ? [
            `${counted(names.length + unnamed, "asset or person", "assets and people")} of ours used it lately${listOf(names, unnamed)}`,
          ]
        : []),
      ...(isKnown && count === 0 ? ["Nobody and nothing of ours used it lately"] : []),
      ...(isKnown ? [] : [nobody]),
    ],
  };
}

/** Why policy does not let it run by itself; undefined when it does. */
export function askedBecause(rules: KindPolicy, { count }: BlastRadius): string | undefined {
  if (rules.act === "ask") return "the policy asks for this kind";
  if (rules.aloneUpTo >= WHATEVER_IT_TOUCHES) return undefined;
  if (count === undefined) return "it is not known who and what of ours it touches";
  return count > rules.aloneUpTo
    ? `it touches ${count} of ours, and the policy allows ${rules.aloneUpTo} without asking`
    : undefined;
}

function listOf(names: readonly string[], unnamed: number): string {
  if (names.length === 0) return "";
  const shown = names.slice(0, 5).map((name) => cleanLine(name, 60));
  const more = names.length - shown.length + unnamed;
  return `: ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** The entity whose users are touched; `self` is 1 when it is one of ours itself. */
function touchedBy({ claim, about }: Candidate): { kind: string; key: string; self: 0 | 1 } {
  if (claim.kind !== "observable") {
    const { label } = claimed(claim);
    const kind = claim.kind === "file" ? "host" : claim.kind;
    return { kind, key: about ?? `${kind}:${label}`.toLowerCase(), self: 1 };
  }
  const { kind, value } = claim.observable;
  return { kind, key: `${kind}:${value}`.toLowerCase(), self: 0 };
}

function claimed(claim: Exclude<Claim, { kind: "observable" }>): { label: string } {
  if (claim.kind === "account") return claim.account;
  return claim.kind === "resource" ? claim.resource : claim.host;
}

const isFrom = ({ source }: ContextFinding, name: ContextSourceName): boolean => source === name;

const isWhole = ({ state }: ContextFinding): boolean => state === "found" || state === "none";
