import { boundedFindings } from "../domain/bounded-findings";
import { cleanLine } from "../domain/clean-text";
import type { ContextFinding } from "../domain/context";
import { type ContextSourceName, contextSources } from "../domain/context-source";
import type { Entity } from "../domain/entity";
import type { IncidentRef, Severity } from "../domain/incident";
import type { Observable } from "../domain/observable";
import type { Reputation } from "../domain/reputation";
import { rankOf } from "../domain/severity";
import { keyOf, labelOf } from "../domain/signal";
import type { SourceName } from "../domain/source-name";
import type { Caller } from "../domain/turns";
import type { ActivityDependencies } from "./dependencies";
import { createLookUps } from "./look-ups";
import type { TurnTaker } from "./turns";

/** Questions put to one source about one thing, each when it is its turn. They change nothing anywhere. */
export const enrichment = (dependencies: ActivityDependencies, turns: TurnTaker) => {
  const lookUps = createLookUps(dependencies, turns);
  const { context, sentinel, "defender-cloud": cloud } = dependencies.connectors;

  return {
    lookUp: ({ source, observable, by }: LookUpInput): Promise<Reputation> =>
      lookUps.lookUp(source, observable, callerOf(by, "")),

    /** What one source of context knows of some entities: a finding for each. */
    async askContext({ source, entities, days, incident, by }: ContextInput) {
      const ask = context[source];
      const { title, vendor } = contextSources[source];
      if (!ask) return entities.map((entity) => unknowable(source, title, entity));
      return turns.take(vendor, callerOf(by, `${source} ${entities.map(keyOf).join(" ")}`), {
        make: async () => boundedFindings(await ask(entities, days, incident)),
      });
    },

    /** What Defender for Cloud says of the alerts of an incident: a finding for each that is its own. */
    askCloudAlerts: ({ ref, by }: CloudAlertsInput): Promise<ContextFinding[]> =>
      turns.take("defender-cloud", callerOf(by, "cloud alerts"), {
        make: async () =>
          boundedFindings(await cloud.describeAlerts(await sentinel.readAlerts(ref))),
      }),
  };
};

/** For which run something is asked; what the order of turns is made from. */
export interface AskedBy {
  runId: string;
  severity: Severity;
  /** When the run came to this question, ISO 8601. */
  since: string;
}

interface LookUpInput {
  source: SourceName;
  observable: Observable;
  by: AskedBy;
}

interface CloudAlertsInput {
  ref: IncidentRef;
  by: AskedBy;
}

interface ContextInput {
  source: ContextSourceName;
  entities: Entity[];
  days: number;
  /** Name of the incident that they are of. */
  incident?: string;
  by: AskedBy;
}

/** Where the app is not connected to a source, nothing is known, which is not nothing found. */
const unknowable = (source: ContextSourceName, title: string, entity: Entity): ContextFinding => ({
  source,
  about: keyOf(entity),
  label: cleanLine(labelOf(entity), 120),
  state: "not-collected",
  facts: [],
  signals: [],
  note: `the app is not connected to ${title}`,
});

const callerOf = ({ runId, severity, since }: AskedBy, what: string): Caller => ({
  key: `${runId} ${what}`,
  holder: runId,
  rank: rankOf(severity),
  since: Date.parse(since),
});
