import { parseAddress } from "./address";
import type { Observable, ObservableKind } from "./observable";
import type { Policy } from "./policy";
import { SOURCE_NAMES, type SourceName } from "./source-name";

interface Source {
  /** The name as people write it; `Reputation.source` holds it. */
  title: string;
  /** Which observables it can know anything about; others are not asked about. */
  knows: (observable: Observable) => boolean;
  /**
   * Whether its word alone may make something malicious. What a community publishes unchecked lists
   * harmless, popular names, too: it needs another source that says the same.
   */
  condemnsAlone: boolean;
  /** Whether it knows who is harmless: what it calls benign needs more than one voice against it. */
  vouches?: true;
  /** Whose budget its questions use, when it is not its own. */
  budget?: string;
}

const ofKinds =
  (...kinds: ObservableKind[]) =>
  ({ kind }: Observable): boolean =>
    kinds.includes(kind);

const isIpv4 = ({ kind, value }: Observable): boolean =>
  kind === "address" && parseAddress(value)?.includes(":") === false;

const hexLength = ({ kind, value }: Observable): number => (kind === "hash" ? value.length : 0);

/** What each source knows, from the vendors' references. */
export const sources: Readonly<Record<SourceName, Source>> = {
  virustotal: {
    title: "VirusTotal",
    knows: ofKinds("address", "domain", "url", "hash"),
    condemnsAlone: true,
  },
  xforce: {
    title: "IBM X-Force Exchange",
    knows: ofKinds("address", "domain", "url", "hash"),
    condemnsAlone: true,
  },
  otx: {
    title: "LevelBlue OTX",
    knows: ofKinds("address", "domain", "url", "hash"),
    condemnsAlone: false,
  },
  abuseipdb: { title: "AbuseIPDB", knows: ofKinds("address"), condemnsAlone: true },
  greynoise: { title: "GreyNoise", knows: isIpv4, condemnsAlone: true, vouches: true },
  urlhaus: {
    title: "URLhaus",
    // Hosts by name or IPv4; files by MD5 or SHA-256.
    knows: (observable) =>
      ofKinds("domain", "url")(observable) ||
      isIpv4(observable) ||
      [32, 64].includes(hexLength(observable)),
    condemnsAlone: true,
  },
  threatfox: {
    title: "ThreatFox",
    knows: ofKinds("address", "domain", "url", "hash"),
    condemnsAlone: true,
  },
  malwarebazaar: { title: "MalwareBazaar", knows: ofKinds("hash"), condemnsAlone: true },
  umbrella: {
    title: "Cisco Umbrella Investigate",
    knows: ofKinds("domain"),
    condemnsAlone: true,
  },
  "sentinel-indicators": {
    title: "Sentinel indicators",
    budget: "azure-monitor-logs",
    knows: ofKinds("address", "domain", "url", "hash"),
    condemnsAlone: true,
  },
};

const byTitle = new Map(Object.values(sources).map((source) => [source.title, source]));

/** The source by the name that people write. */
export const sourceCalled = (title: string): Source | undefined => byTitle.get(title);

/** One source, and one observable that it can know something about. */
export interface Question {
  source: SourceName;
  observable: Observable;
}

/** What is asked of whom: each observable of every source that the policy asks and that can know it. */
export const questionsOf = (
  observables: Observable[],
  policy: Pick<Policy, "sources">,
): Question[] =>
  observables.flatMap((observable) =>
    SOURCE_NAMES.filter(
      (source) => policy.sources[source].isAsked && sources[source].knows(observable),
    ).map((source) => ({ source, observable })),
  );
