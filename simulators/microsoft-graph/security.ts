import { arrayOf, isRecord, objectOf, SceneError } from "../simulator";
import type { Answer, Handler, SimulatedRequest } from "../simulator";
import type { Area } from "./area";
import { type Permission, refusalOf } from "./permissions";
import { badRequest, type Problem } from "./problem";
import {
  type SecurityIncident,
  changeable,
  incidentOf,
  publishedIncidents,
  shownIncident,
} from "./security-incident";

type Work = (request: SimulatedRequest, incident: SecurityIncident) => Answer | Problem;

/** Incidents of the Defender portal: https://learn.microsoft.com/graph/api/resources/security-api-overview */
export function securityArea({ world, answering }: Area, mostPerMinute: () => number) {
  const rows = world.table<SecurityIncident>("security-incidents");
  const minutes = world.table<number>("security-requests");
  const fill = (incidents: readonly SecurityIncident[]): void => {
    rows.clear();
    for (const incident of incidents) rows.set(incident.id, incident);
  };
  if (rows.size() === 0) fill(publishedIncidents);

  function throttle(): Problem | undefined {
    const minute = String(Math.floor(world.now() / 60_000));
    const count = minutes.get(minute) ?? 0;
    if (count >= mostPerMinute()) {
      const message = `API calls quota exceeded! Maximum allowed: ${mostPerMinute()} per minute.`;
      return { status: 429, code: "TooManyRequests", message, headers: { "retry-after": "60" } };
    }
    minutes.clear();
    minutes.set(minute, count + 1);
    return undefined;
  }

  const guarded = (
    permission: Permission,
    work: (request: SimulatedRequest) => Answer | Problem,
  ): Handler =>
    answering(
      async (request, caller) => throttle() ?? refusalOf(caller, permission) ?? work(request),
    );
  const onIncident = (permission: Permission, work: Work): Handler =>
    guarded(permission, (request) => {
      const found = rows.get(request.params["id"] ?? "");
      return found ? work(request, found) : notFound;
    });
  const context = (of: string): string => `${world.url()}/v1.0/$metadata#security/${of}`;
  const answer = (request: SimulatedRequest, incident: SecurityIncident): Answer => ({
    body: {
      "@odata.context": context("incidents/$entity"),
      ...shownIncident(incident, request.headers),
    },
  });

  const change: Work = (request, incident) => {
    const body = isRecord(request.json) ? Object.entries(request.json) : [];
    const wrong = body.find(([name, value]) => !changeable[name]?.(value));
    if (wrong || body.length === 0) return badRequest(`Invalid property '${wrong?.[0] ?? ""}'.`);
    if (incident.status === "redirected") return badRequest("The incident was redirected.");
    const next = { ...incident, ...Object.fromEntries(body) };
    rows.set(next.id, next);
    return answer(request, next);
  };

  const comment: Work = ({ json }, incident) => {
    const { comment: said, "@odata.type": type } = isRecord(json) ? json : {};
    if (typeof said !== "string" || said === "" || !String(type).endsWith("alertComment")) {
      return badRequest("Invalid comment.");
    }
    const createdDateTime = new Date(world.now()).toISOString();
    const one = { comment: said, createdByDisplayName: "API-App:soar", createdDateTime };
    const comments = [...incident.comments, one];
    rows.set(incident.id, { ...incident, comments });
    return { body: { "@odata.context": context("incidents('1')/comments"), value: comments } };
  };

  return {
    routes: {
      "GET /v1.0/security/incidents": guarded("readIncidents", ({ query, headers }) => ({
        body: {
          "@odata.context": context("incidents"),
          value: rows
            .rows()
            .slice(0, Number(query.get("$top") ?? 50))
            .map((row) => shownIncident(row, headers)),
        },
      })),
      "GET /v1.0/security/incidents/{id}": onIncident("readIncidents", answer),
      "PATCH /v1.0/security/incidents/{id}": onIncident("changeIncidents", change),
      "POST /v1.0/security/incidents/{id}/comments": onIncident("changeIncidents", comment),
    },
    fill,
    state: () => ({ securityIncidents: rows.rows() }),
  };
}

const notFound: Problem = { status: 404, code: "NotFound", message: "Incident not found." };

const known = incidentOf({ id: "" });

/** Incidents as a scene says them, or a SceneError that says what is expected. */
export const readIncidents = (value: unknown): SecurityIncident[] =>
  arrayOf(value, "securityIncidents").map((one) => {
    const said = objectOf(one, "An incident of the Defender portal");
    const { id } = said;
    if (typeof id !== "string" || !/^\d+$/.test(id)) {
      throw new SceneError('An incident of the Defender portal has an "id" of digits');
    }
    const unknown = Object.keys(said).find((name) => !(name in known));
    if (unknown !== undefined) throw new SceneError(`Such an incident has no "${unknown}"`);
    return incidentOf({ ...(said as Partial<SecurityIncident>), id });
  });
