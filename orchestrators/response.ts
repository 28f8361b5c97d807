import { type OrchestrationContext, RetryOptions } from "durable-functions";
import type { Activities } from "../activities";
import type { Answer } from "../domain/assess";
import type { Assessment, Gap } from "../domain/assessment";
import type { ContainmentPlan } from "../domain/containment";
import type { ContextFinding } from "../domain/context";
import type { Entity } from "../domain/entity";
import {
  type Incident,
  type IncidentHint,
  type IncidentRef,
  incidentKey,
} from "../domain/incident";
import type { LeftOut } from "../domain/observable";
import type { Policy } from "../domain/policy";
import type { Mode } from "../domain/rehearsal";
import type { Report, StepReport } from "../domain/report/report";
import type { UnansweredContext } from "../domain/assess-subjects";
import type { Ticket } from "../domain/ticket";
import { type Calls, type Wait, activitiesOf } from "../durable/flow";

/** What starts a run. The policy travels with it, so that a run is decided by one policy. */
export interface ResponseInput {
  hint: IncidentHint;
  policy: Policy;
  /** Entra object ids of those who caused the run: they do not decide about it. */
  causedBy?: string[];
  /** "live" when left out; "what-if" tells what would be sent, and sends nothing. */
  mode?: Mode;
}

/** An incident that is there, open, and as complete as patience allowed. */
export interface SettledIncident {
  ok: true;
  incident: Incident;
  entities: Entity[];
  /** Entities of the incident that this run does not take in. */
  entitiesLeftOut: number;
  /** What Sentinel did not tell of the incident itself. */
  unread: Gap[];
  notes: string[];
}

/** The incident's case: taken in Sentinel, and its ticket when policy wants one. */
export interface OpenCase {
  incident: Incident;
  ticket: Ticket | null;
  /** Of the page that was sent, or may have been; null when nobody was paged. */
  pageKey: string | null;
  steps: StepReport[];
}

/** What the sources said, and what was not asked. */
export interface Findings {
  reputations: Answer[];
  context: ContextFinding[];
  /** Which source of context gave no answer, and about which entities. */
  unanswered: UnansweredContext[];
  leftOut: LeftOut[];
  /** How many things a source might have known and was not asked about. */
  notLookedAt: number;
}

/** Everything a run knows once it has decided. */
export type Response = SettledIncident &
  OpenCase &
  Findings & {
    assessment: Assessment;
    plan: ContainmentPlan;
    decisionHash?: string;
    /** When it was known what the incident is, ISO 8601. */
    lookedAt?: string;
  };

/** The phases of a run, as its custom status shows them. */
export const PHASES = [
  "settling",
  "opening",
  "enriching",
  "deciding",
  "agreeing",
  "notifying",
  "containing",
  "reporting",
  "closing",
] as const;
export type Phase = (typeof PHASES)[number];

/** Says where the run is, and what it waits for, to everyone who asks for its status. */
export const enter = (
  context: OrchestrationContext,
  phase: Phase,
  waits: readonly Wait[] = [],
  asking?: Asking,
): void => context.df.setCustomStatus({ phase, ...(waits.length > 0 && { waits }), ...asking });

/** What people are asked for, in a run's custom status. */
export interface Asking {
  /** "Isolate PC7". */
  asks: string[];
  /** Id of the approval, as page and API call it. */
  approval: string;
  /** ISO 8601. */
  until: string;
}

/** Half a minute of retries: 2, 4, 8 and 16 s after the first attempt. */
const retry = new RetryOptions(2_000, 5);
retry.backoffCoefficient = 2;

/** The activities as a response calls them. */
export const activities = (context: OrchestrationContext): Calls<Activities> =>
  activitiesOf<Activities>(context, retry);

/**
 * Names one side effect. Its key is the incident's and not the run's: a second run for the same
 * incident, by another trigger, finds what the first one did.
 */
export const stepOf = (context: OrchestrationContext, ref: IncidentRef, name: string) => ({
  key: `${incidentKey(ref)}/${name.toLowerCase()}`,
  runId: context.df.instanceId,
  at: context.df.currentUtcDateTime.toISOString(),
  ...(isWhatIf(context) && { isRehearsal: true as const }),
});

/** Whether the run only tells what it would do. A flow that a run starts is given its `mode`. */
export const isWhatIf = (context: OrchestrationContext): boolean =>
  context.df.getInput<{ mode?: Mode } | null>()?.mode === "what-if";

const minute = 60_000;

/** How long a run waits in all for a source or service that says "later". */
export const patienceOf = ({ lookUps }: Pick<Policy, "lookUps">): number =>
  lookUps.patienceMinutes * minute;

/** What the run has to say so far. */
export const reportOf = (context: OrchestrationContext, response: Response): Report => ({
  runId: context.df.instanceId,
  incident: response.incident,
  ...(response.decisionHash !== undefined && { decisionHash: response.decisionHash }),
  assessment: response.assessment,
  context: response.context,
  plan: response.plan,
  leftOut: response.leftOut,
  ticket: response.ticket,
  // A request is for who reads the result: in a comment it would stand twice.
  steps: response.steps.map(withoutRequest),
  notes: response.notes,
});

const withoutRequest = ({ what, state, detail, about }: StepReport): StepReport => ({
  what,
  state,
  detail,
  ...(about !== undefined && { about }),
});
