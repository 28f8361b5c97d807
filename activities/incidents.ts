import { ifNotFound } from "../connectors/connector-error";
import { boundedEntities } from "../domain/bounded-entities";
import type { Entity } from "../domain/entity";
import type {
  Incident,
  IncidentChange,
  IncidentDraft,
  IncidentRef,
  WorkspaceRef,
} from "../domain/incident";
import { type Carried, MOST_BYTES, bytesOf } from "../domain/pieces";
import { renderComment } from "../domain/report/comment";
import type { Report } from "../domain/report/report";
import { type TaskText, taskText } from "../domain/task";
import type { ActivityDependencies } from "./dependencies";
import { harmlessToRepeat, once } from "./once";
import { carriedText } from "./pieces";
import { type Step, guidOf } from "./step";

// Of all pages together: an incident may have 500 entities, each of 2 KB.
const mostEntities = 200;
const mostBytes = 44_000;

/** What is read from and written to an incident in Microsoft Sentinel. */
export const incidents = ({ connectors: { sentinel }, ledger, now }: ActivityDependencies) => {
  async function htmlOf(content: CommentContent): Promise<string> {
    if ("report" in content) return renderComment(content.report);
    return carriedText({ ledger, now }, content.html);
  }

  // The connector writes nothing when the incident already is as it should be.
  const change = (action: string, { step, ref, change: to }: ChangeInput): Promise<Incident> =>
    once(ledger, step, {
      action,
      target: ref.name,
      look: harmlessToRepeat,
      send: () => sentinel.updateIncident(ref, to),
    });

  return {
    readIncident: ({ ref }: RefInput): Promise<Incident> => sentinel.readIncident(ref),

    /** One page of an incident's entities, from the one at `from`; the first when that is left out. */
    async readEntities({ ref, from = 0 }: EntitiesInput): Promise<EntitiesOfIncident> {
      const { entities, leftOut } = await sentinel.readEntities(ref);
      const bounded = boundedEntities(entities, mostEntities, mostBytes);
      const page = pageOf(bounded.entities.slice(from));
      const next = from + page.length;
      return {
        entities: page,
        leftOut: leftOut + bounded.entitiesLeftOut,
        ...(page.length > 0 && next < bounded.entities.length && { next }),
      };
    },

    findIncidentOfAlert: ({ workspace, systemAlertId }: AlertInput): Promise<IncidentRef | null> =>
      sentinel.findIncidentOfAlert(workspace, systemAlertId),

    /** Makes the incident of a finding, once; one that is there under its name already stays as it is. */
    createIncident: ({ step, ref, draft }: DraftInput): Promise<Incident> =>
      once(ledger, step, {
        action: "createIncident",
        target: ref.name,
        look: () => sentinel.readIncident(ref).catch(ifNotFound(null)),
        send: () => sentinel.createIncident(ref, draft),
      }),

    takeIncident: (input: ChangeInput) => change("takeIncident", input),

    closeIncident: (input: ChangeInput) => change("closeIncident", input),

    async addComment({
      step,
      ref,
      inPlaceOf,
      ...content
    }: CommentInput): Promise<{ commentId: string }> {
      const commentId = inPlaceOf ?? guidOf(step);
      return once(ledger, step, {
        action: "addComment",
        target: ref.name,
        look: async () =>
          inPlaceOf !== undefined || (await sentinel.readComment(ref, commentId)) === null
            ? null
            : { commentId },
        async send() {
          await sentinel.putComment(ref, commentId, await htmlOf(content));
          return { commentId };
        },
      });
    },

    /** Adds what a person is to do about the incident, once; one that is done already stays done. */
    async addTask({ step, ref, task }: TaskInput): Promise<{ taskId: string }> {
      const taskId = guidOf(step);
      return once(ledger, step, {
        action: "addTask",
        target: ref.name,
        look: async () => ((await sentinel.readTask(ref, taskId)) === null ? null : { taskId }),
        async send() {
          // An earlier run may have added it, and somebody done it.
          const there = await sentinel.readTask(ref, taskId);
          if (there === null) await sentinel.putTask(ref, taskId, taskText(task));
          return { taskId };
        },
      });
    },
  };
};

/** Where each step writes, by its endpoint in Sentinel. */
const endpoints = new Map([
  ["createIncident", "incidents"],
  ["takeIncident", "incidents"],
  ["closeIncident", "incidents"],
  ["addComment", "comments"],
  ["addRemark", "comments"],
  ["addTask", "tasks"],
]);

/** What a step's write counts against: a subscription's writes to one endpoint; undefined for reads. */
export function writesToSentinel(name: string, { ref }: RefInput): string | undefined {
  const endpoint = endpoints.get(name);
  return endpoint && `${ref.subscriptionId}/${endpoint}`;
}

interface RefInput {
  ref: IncidentRef;
}

interface EntitiesInput extends RefInput {
  from?: number;
}

/** As many of the first as one step can answer, and one at least. */
function pageOf(entities: Entity[]): Entity[] {
  let bytes = 2;
  const end = entities.findIndex((entity, index) => {
    bytes += bytesOf(entity) + 1;
    return index > 0 && bytes > MOST_BYTES;
  });
  return end < 0 ? entities : entities.slice(0, end);
}

interface EntitiesOfIncident {
  entities: Entity[];
  /** How many more the incident has, on no page. */
  leftOut: number;
  /** Where the next page begins; left out on the last. */
  next?: number;
}

interface AlertInput {
  workspace: WorkspaceRef;
  systemAlertId: string;
}

interface ChangeInput extends RefInput {
  step: Step;
  change: IncidentChange;
}

interface DraftInput extends RefInput {
  step: Step;
  draft: IncidentDraft;
}

interface TaskInput extends RefInput {
  step: Step;
  task: TaskText;
}

type CommentInput = RefInput & {
  step: Step;
  /** Id of an earlier comment of the run, which this one replaces: writing it twice leaves one. */
  inPlaceOf?: string;
} & CommentContent;

/** The comment itself, or where it is kept; a report comes from runs that an older version began. */
type CommentContent = { html: Carried } | { report: Report };
