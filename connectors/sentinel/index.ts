import { setTimeout as pause } from "node:timers/promises";
import { parseIncidentId, workspacePath } from "../../domain/arm-id";
import type { Entity } from "../../domain/entity";
import type {
  Incident,
  IncidentChange,
  IncidentDraft,
  IncidentRef,
  WorkspaceRef,
} from "../../domain/incident";
import { readEntity } from "../../domain/sentinel-entity";
import { audienceOf } from "../base-url";
import { ConnectorError, ifNotFound } from "../connector-error";
import { type Tokens, bearerFor } from "../credentials";
import { createHttp } from "../http";
import type { Settings } from "../settings";
import { alerts } from "./alerts";
import { bodyOf, bodyOfDraft } from "./change";
import { comments } from "./comments";
import { geolocation } from "./geolocation";
import { incidentOf } from "./incident";
import { incidentAt, incidentsOf } from "./incident-at";
import {
  type IncidentResponse,
  entitiesResponse,
  incidentResponse,
  incidentsResponse,
  relationsResponse,
} from "./schema";
import { tasks } from "./tasks";

const vendor = "sentinel";
// The relations of an entity are in preview versions only.
const preview = { "api-version": "2023-05-01-preview" };
const maxEntities = 500;
const maxTries = 5;

const advice = {
  403: "give the app's managed identity the role Microsoft Sentinel Responder on the workspace",
};
const adviceOfCreating = {
  403: "give the app's managed identity the role Microsoft Sentinel Contributor on the workspace, or set sweeps.sentinel of the policy to skip",
};
const adviceOfGeolocation = {
  403: "give the app's managed identity a role on the workspace with the action Microsoft.SecurityInsights/enrichment/listGeodataByIp/action, such as Microsoft Sentinel Contributor, or leave the source location out of the policy",
};

/** Microsoft Sentinel's incidents, through Azure Resource Manager. */
export function sentinel({ url, workspace: own }: Settings["sentinel"], tokens: Tokens) {
  const audience = audienceOf(url, "https://management.azure.com");
  const options = {
    vendor,
    baseUrl: url,
    ...bearerFor(tokens, audience),
    rateLimitSeconds: 60,
  };
  const http = createHttp({ ...options, advice });

  const get = (ref: IncidentRef): Promise<IncidentResponse> =>
    http.read(incidentResponse, { method: "GET", ...incidentAt(ref) });

  return {
    /** The incident as it is now; `not-found` when there is none. */
    async readIncident(ref: IncidentRef): Promise<Incident> {
      return incidentOf(ref, await get(ref));
    },

    /** What the incident's alerts mention; how many more there were, or could not be read. */
    async readEntities(ref: IncidentRef): Promise<{ entities: Entity[]; leftOut: number }> {
      const found = await http.read(entitiesResponse, {
        method: "POST",
        ...incidentAt(ref, "/entities"),
      });
      const entities = found.entities
        .slice(0, maxEntities)
        .map(readEntity)
        .filter((entity) => entity !== undefined);
      return { entities, leftOut: found.entities.length - entities.length };
    },

    /** The incident that an alert belongs to; null while it belongs to none. */
    async findIncidentOfAlert(
      workspace: WorkspaceRef,
      systemAlertId: string,
    ): Promise<IncidentRef | null> {
      const entity = `entities/${encodeURIComponent(systemAlertId)}/relations`;
      const { value } = await http
        .read(relationsResponse, {
          method: "GET",
          path: `${workspacePath(workspace)}/providers/Microsoft.SecurityInsights/${entity}`,
          query: preview,
          label: entity,
        })
        .catch(ifNotFound({ value: [] }));
      const incidents = value.filter(
        ({ properties: { relatedResourceType: type } }) =>
          type?.toLowerCase() === "microsoft.securityinsights/incidents",
      );
      return parseIncidentId(incidents[0]?.properties.relatedResourceId ?? "") ?? null;
    },

    /** Makes a change to the incident as it is at that moment; sends nothing when it is made already. */
    async updateIncident(ref: IncidentRef, change: IncidentChange): Promise<Incident> {
      for (let tries = 1; tries <= maxTries; tries++) {
        const current = await get(ref);
        const body = bodyOf(current, change);
        if (!body) return incidentOf(ref, current);
        const written = await http
          .write(incidentResponse, { method: "PUT", ...incidentAt(ref), body })
          .catch(ifConflict);
        if (written) return incidentOf(ref, written);
        // Not in step with whoever else writes: automation rules start at the same moment.
        await pause(Math.random() * 100 * tries);
      }
      const message = `PUT incident ${ref.name} was overtaken by other changes ${maxTries} times`;
      throw new ConnectorError(vendor, "transient", message);
    },

    /**
     * Makes an incident under a name that we chose. Sentinel refuses one that is there already, since this
     * brings no etag: that one is answered, as it is.
     */
    async createIncident(ref: IncidentRef, draft: IncidentDraft): Promise<Incident> {
      const made = await createHttp({ ...options, advice: adviceOfCreating })
        .write(incidentResponse, { method: "PUT", ...incidentAt(ref), body: bodyOfDraft(draft) })
        .catch(ifConflict);
      return incidentOf(ref, made ?? (await get(ref)));
    },

    /** Reads one incident of a workspace: that proves the identity, its role and the workspace. */
    async check(workspace: WorkspaceRef): Promise<string> {
      const { value } = await http.read(incidentsResponse, {
        method: "GET",
        ...incidentsOf(workspace),
        query: { ...incidentsOf(workspace).query, $top: "1" },
      });
      const found = value.length === 0 ? "it has no incident yet" : "its incidents can be read";
      return `workspace ${workspace.workspaceName}: ${found}`;
    },

    ...alerts(http),
    ...comments(http),
    ...tasks(http),
    ...geolocation(createHttp({ ...options, advice: adviceOfGeolocation }), own),
  };
}

/** Someone else changed it since it was read; 412 was not seen yet and means the same. */
function ifConflict(error: unknown): undefined {
  const isConflict = error instanceof ConnectorError && [409, 412].includes(error.status ?? 0);
  if (!isConflict) throw error;
}
