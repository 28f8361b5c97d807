import type { World } from "../simulator";
import type { Resource } from "./arm";
import { guidOf } from "./guid";
import type { IncidentRow } from "./incident-row";
import type { IncidentStore } from "./incident-store";
import { pageOf } from "./page";
import { lowerCasedPath, providerPath } from "./workspace";

/**
 * The incidents that an alert or another entity belongs to; empty for one that is not known yet.
 * Only in preview versions. https://learn.microsoft.com/rest/api/securityinsights/entities-relations
 */
export const entityRelations = (store: IncidentStore, world: World): Resource => ({
  type: "entities/relations",
  path: "/entities/{entity}/relations",
  isPreviewOnly: true,
  operations: {
    GET: {
      limit: "reads",
      handle({ workspace, params, request }) {
        const entityName = params["entity"] ?? "";
        const { value, ...link } = pageOf(
          store.ofEntity(workspace, entityName),
          request,
          world.url(),
        );
        return { body: { value: value.map((row) => relationOf(entityName, row)), ...link } };
      },
    },
  },
});

function relationOf(entityName: string, { workspace, name }: IncidentRow) {
  const relationName = guidOf(`relation ${entityName} ${name}`);
  return {
    id: `${providerPath(workspace)}/Entities/${entityName}/relations/${relationName}`,
    name: relationName,
    etag: `"${guidOf(`etag ${entityName} ${name}`)}"`,
    type: "Microsoft.SecurityInsights/entities/relations",
    properties: {
      relatedResourceId: `${lowerCasedPath(workspace)}/incidents/${name}`,
      relatedResourceName: name,
      relatedResourceType: "Microsoft.SecurityInsights/Incidents",
      relatedResourceKind: "",
    },
  };
}
