import type { Classification, ClassificationReason, Severity } from "./incident";
import type { Verdict } from "./reputation";

/**
 * What a team decides, read once from `policy.json` (`config/policy.ts` checks it and publishes
 * `policy.schema.json`). Everything in it is data that a flow passes on; nothing is secret.
 */
export interface Policy {
  settle: {
    /** How long to wait for entities that Sentinel has not attached yet. */
    patienceMinutes: number;
  };
  open: {
    /** Added to the incident; also how we recognise our own work. */
    tag: string;
    /** Entra object id that becomes the owner of an unowned incident; null leaves it alone. */
    ownerObjectId: string | null;
    /** A ticket is opened from this severity on. */
    ticketFromSeverity: Severity;
  };
  lookUps: {
    /** Observables asked about for one incident; the rest is named in the comment. */
    maxPerIncident: number;
    /** How long to wait in all for a source that says "later". */
    patienceMinutes: number;
    /** How far back log queries look. */
    logDays: number;
  };
  virusTotal: VirusTotalThresholds;
  own: {
    /** CIDR ranges and domains that are ours: never sent to a vendor, never blocked. */
    networks: string[];
    domains: string[];
  };
  protected: {
    /** CIDR ranges that are never blocked: partners, resolvers, monitoring. */
    networks: string[];
  };
  notify: { fromSeverity: Severity };
  block: {
    isEnabled: boolean;
    /** The assessment of an address from which it may be blocked without asking. */
    fromVerdict: Extract<Verdict, "suspicious" | "malicious">;
    fromSeverity: Severity;
    lifetimeHours: number;
    maxPerIncident: number;
  };
  close: {
    /** Close when everything planned was done and no source was missing; null leaves it open. */
    whenContained: Closing | null;
    /** Close when every observable is benign and no source was missing; null leaves it open. */
    whenBenign: Closing | null;
  };
}

export interface VirusTotalThresholds {
  /** Engines that say malicious, from which the verdict is malicious. */
  maliciousFrom: number;
  /** Engines that say malicious or suspicious, from which the verdict is suspicious. */
  suspiciousFrom: number;
  /** Engines that must have answered before no hit counts as benign. */
  benignFromEngines: number;
}

export interface Closing {
  classification: Classification;
  reason?: ClassificationReason;
}
