import type { Answer, World } from "../simulator";
import { alertsOf } from "./alert";
import type { Resource } from "./arm";
import { entityAnswer } from "./entity";
import type { IncidentRow } from "./incident-row";
import type { IncidentStore } from "./incident-store";
import { providerPath } from "./workspace";

/**
 * What an incident rests on: asked for by POST with an empty body, never by GET.
 * https://learn.microsoft.com/rest/api/securityinsights/incidents/list-entities
 */
export function evidence(store: IncidentStore, world: World): Resource[] {
  const asked = (segment: string, answer: (row: IncidentRow) => Answer): Resource => ({
    type: `incidents/${segment}`,
    path: `/incidents/{incident}/${segment}`,
    operations: {
      POST: { limit: "reads", handle: (call) => answer(store.must(call)) },
    },
  });
  return [
    asked("entities", (row) => entities(row, world.now())),
    asked("alerts", (row) => ({
      body: { value: alertsOf(row).map((alert) => entityAnswer(row.workspace, alert)) },
    })),
    asked("bookmarks", (row) => ({ body: { value: bookmarks(row) } })),
  ];
}

/** Entities come minutes after their incident; until then the answer is empty, not an error. */
function entities(row: IncidentRow, milliseconds: number): Answer {
  const visible = milliseconds < row.entitiesAt ? [] : row.entities;
  const kinds = [...new Set(visible.map(({ kind }) => kind))];
  const metaData = kinds.map((entityKind) => ({
    entityKind,
    count: visible.filter(({ kind }) => kind === entityKind).length,
  }));
  return {
    body: { entities: visible.map((entity) => entityAnswer(row.workspace, entity)), metaData },
  };
}

const bookmarks = ({ relations, workspace, createdTimeUtc }: IncidentRow) =>
  relations
    .filter(({ resource }) => resource === "Bookmarks")
    .map(({ resourceName }) => ({
      id: `${providerPath(workspace)}/Bookmarks/${resourceName}`,
      name: resourceName,
      type: "Microsoft.SecurityInsights/Bookmarks",
      kind: "Bookmark",
      properties: { displayName: `Bookmark ${resourceName}`, query: "", created: createdTimeUtc },
    }));
