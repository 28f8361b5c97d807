import { badRequest } from "./arm-error";
import type { ChildKind } from "./children";
import type { RelationRow } from "./incident-row";
import { invalid, requiredTextIn } from "./members";
import { providerPath } from "./workspace";

// https://learn.microsoft.com/azure/sentinel/sentinel-service-limits
const maxOf = { Entities: 150, Bookmarks: 20 };

/** https://learn.microsoft.com/rest/api/securityinsights/incident-relations */
export const relations: ChildKind<RelationRow> = {
  segment: "relations",
  typeName: "relations",
  isLimited: true,
  rowsOf: (incident) => incident.relations,
  withRows: (incident, rows) => ({ ...incident, relations: rows }),

  written({ members, incident, before }) {
    const id = requiredTextIn(members, "relatedResourceId");
    const [, segment, resourceName] =
      /\/providers\/Microsoft\.SecurityInsights\/(entities|bookmarks)\/([^/]+)$/i.exec(id) ?? [];
    if (!segment || !resourceName) {
      return invalid("relatedResourceId", `'${id}' is not the id of an entity or a bookmark`);
    }
    // Documented as unsupported; how the service refuses is not.
    if (incident.providerName === "Microsoft XDR") {
      return badRequest("Relations of an incident of Microsoft XDR cannot be changed.");
    }
    const resource = segment.toLowerCase() === "bookmarks" ? "Bookmarks" : "Entities";
    const alike = incident.relations.filter((row) => row.resource === resource);
    if (!before && alike.length >= maxOf[resource]) {
      return badRequest(`The incident has the maximum number of ${maxOf[resource]} ${resource}.`);
    }
    return { resource, resourceName };
  },

  properties: ({ resource, resourceName }, { workspace }) => ({
    relatedResourceId: `${providerPath(workspace)}/${resource}/${resourceName}`,
    relatedResourceName: resourceName,
    relatedResourceType: `Microsoft.SecurityInsights/${resource.toLowerCase()}`,
    ...(resource === "Entities" ? { relatedResourceKind: "SecurityAlert" } : {}),
  }),
};
