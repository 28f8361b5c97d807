import type { ContainmentKind } from "./containment-kind";
import type { AccountEntity, HostEntity, ResourceEntity } from "./entity";
import type { IncidentRef } from "./incident";
import type { Json } from "./json";
import type { Observable } from "./observable";
import type { Verdict } from "./reputation";

/** What an incident says of somebody or something: names, which may be anyone's or an attacker's. */
export type Claim =
  | { kind: "observable"; observable: Observable }
  | { kind: "account"; account: AccountEntity }
  | { kind: "host"; host: HostEntity }
  | { kind: "resource"; resource: ResourceEntity }
  | { kind: "file"; hash: Observable; host: HostEntity };

/** Exactly one thing at its provider. */
export interface Target {
  /** The provider's own identity of it: object id, machine id, address. */
  id: string;
  /** What people call it. */
  label: string;
  /** Every name by which the provider knows it, beside its id: all are held against what is protected. */
  names: string[];
  /** Addresses that it has, where the provider knows them. */
  addresses?: string[];
  /** Of an account: roles of the directory that it holds; of a device: its tags. */
  roles?: string[];
  /** Holds a role, or is in a group, by which it could change the directory: a human decides. */
  isPrivileged?: boolean;
  /** Mastered on premises: what is changed in the cloud does not last. */
  isSynced?: boolean;
  /** Of a device: a server, a domain controller, a workstation; undefined when unknown. */
  role?: "domain-controller" | "server" | "workstation";
}

/** What became of the search for a claim's target. Only "found" is acted on. */
export type Resolution =
  | { found: Target }
  /** None or several, or one that this cannot be done to: a question to a human, as a sentence. */
  | { question: string }
  /** It is sure that this provider has none of it: nothing to do there, and nobody is asked. A sentence. */
  | { absent: string };

/** Something that could be done, as the assessment suggests it, before its target was looked for. */
export interface Candidate {
  kind: ContainmentKind;
  claim: Claim;
  /** What people call what it is about. */
  label: string;
  reason: string;
  /** Key of the entity that it is about: `keyOf`. */
  about?: string;
  /** How bad that is: the worst is done first. */
  verdict?: Verdict;
  score?: number;
}

/** A target that policy and guard allow to be contained, and why. */
export interface PlannedContainment {
  /** Same kind, same target, same id: `isolate-device:1e5bc9d7…`. */
  id: string;
  kind: ContainmentKind;
  target: Target;
  reason: string;
  lifetimeHours: number;
  /** What it will touch, a sentence each. */
  blastRadius: string[];
  /** People who must agree before; 0 when policy lets it run by itself. */
  quorum: number;
  /** Why it is asked for; undefined when it is not. */
  askedBecause?: string;
  /** Key of the entity that it is about: `keyOf`. */
  about?: string;
}

/** A target that was considered and is not acted on, and the rule that says so. */
export interface RefusedContainment {
  kind: ContainmentKind;
  label: string;
  reason: string;
  /** Somebody has to look at it: it becomes a task of the incident. */
  needsHuman: boolean;
}

export interface ContainmentPlan {
  items: PlannedContainment[];
  refused: RefusedContainment[];
}

/** Why a target is contained: one incident's part in it. Times are ISO 8601. */
export interface Hold {
  ref: IncidentRef;
  incidentNumber: number;
  /** Instance id of the run that did it. */
  runId: string;
  reason: string;
  addedAt: string;
  expiresAt: string;
}

export const CONTAINMENT_STATES = ["acting", "in-force", "releasing", "left", "ended"] as const;
/**
 * - acting: its intent is written; the provider may or may not have done it yet.
 * - in-force: seen at the provider.
 * - releasing: nobody holds it any more; the provider may or may not have taken it back yet.
 * - left: somebody else changed the target since; a human was told, nothing more is done.
 * - ended: taken back, or never done.
 */
export type ContainmentState = (typeof CONTAINMENT_STATES)[number];

/** One target kept out, for as long as any incident holds it. */
export interface Containment {
  id: string;
  kind: ContainmentKind;
  target: Target;
  state: ContainmentState;
  /** Counts how often this target was contained anew, from 1: names the steps of each time. */
  round: number;
  /** In whose record it is told: the first that wanted it. */
  incident: IncidentRef;
  holds: Hold[];
  /** What the provider had before we first acted; undefined until that was read. A repeat never overwrites it. */
  before?: Json;
  /** What the provider showed when it was in force: anything else later is somebody else's. */
  after?: Json;
  /** When it was sent, ISO 8601. */
  actedAt?: string;
  endedAt?: string;
  /** Of one that was left, or that failed: why, as a sentence. */
  note?: string;
}

/** When the last hold of a containment ends, ISO 8601; undefined when nobody holds it. */
export const endOf = ({ holds }: Pick<Containment, "holds">): string | undefined =>
  holds
    .map(({ expiresAt }) => expiresAt)
    .toSorted()
    .at(-1);

/** Whether it may have an effect at its provider. */
export const isOpen = ({ state }: Containment): boolean => state !== "ended" && state !== "left";
