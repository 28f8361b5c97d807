import type { Answer, World } from "../simulator";
import type { ArmCall, Resource } from "./arm";
import { newerVersion, refuse } from "./arm-error";
import { type Comparables, filterOf, ordered } from "./filter";
import { incidentAnswer } from "./incident";
import type { IncidentRow } from "./incident-row";
import type { IncidentStore } from "./incident-store";
import { incidentWriteOf } from "./incident-write";
import { pageOf } from "./page";

/** https://learn.microsoft.com/rest/api/securityinsights/incidents */
export function incidents(store: IncidentStore, world: World): Resource[] {
  const collection: Resource = {
    type: "incidents",
    path: "/incidents",
    operations: { GET: { handle: (call) => list(store, call, world.url()) } },
  };
  const one: Resource = {
    type: "incidents",
    path: "/incidents/{incident}",
    operations: {
      GET: { handle: (call) => ({ body: incidentAnswer(store.must(call)) }) },
      PUT: { limit: "writes", handle: (call) => put(store, call) },
      DELETE: { handle: (call) => remove(store, call) },
    },
  };
  return [collection, one];
}

function put(store: IncidentStore, { workspace, params, body }: ArmCall): Answer {
  const name = params["incident"] ?? "";
  // A PUT with an etag is about something that was read, so that a GUID nobody made counts.
  const before = body["etag"] ? store.find(workspace, name) : store.peek(workspace, name);
  const write = incidentWriteOf(body["properties"], before?.labels ?? []);
  if (before === undefined) {
    if (body["etag"]) return refuse(404, "NotFound", `Incident '${name}' was not found.`);
    return { status: 201, body: incidentAnswer(store.create(workspace, name, write)) };
  }
  if (body["etag"] !== before.etag) return newerVersion(name);
  return { body: incidentAnswer(store.change({ ...before, ...write })) };
}

function remove(store: IncidentStore, { workspace, params }: ArmCall): Answer {
  const row = store.find(workspace, params["incident"] ?? "");
  if (row === undefined) return { status: 204 };
  store.remove(row);
  return { status: 200 };
}

function list(store: IncidentStore, { workspace, request }: ArmCall, baseUrl: string): Answer {
  const fits = filterOf(request.query.get("$filter"), comparables);
  const rows = store.in(workspace).filter(fits);
  const sorted = ordered(rows, request.query.get("$orderby"), comparables);
  const { value, ...link } = pageOf(sorted, request, baseUrl);
  return { body: { value: value.map(incidentAnswer), ...link } };
}

const comparables: Comparables<IncidentRow> = {
  "properties/lastModifiedTimeUtc": { type: "time", read: (row) => row.lastModifiedTimeUtc },
  "properties/createdTimeUtc": { type: "time", read: (row) => row.createdTimeUtc },
  "properties/lastActivityTimeUtc": { type: "time", read: (row) => row.lastActivityTimeUtc },
  "properties/firstActivityTimeUtc": { type: "time", read: (row) => row.firstActivityTimeUtc },
  "properties/status": { type: "text", read: (row) => row.status },
  "properties/severity": { type: "text", read: (row) => row.severity },
  "properties/title": { type: "text", read: (row) => row.title },
  "properties/incidentNumber": { type: "number", read: (row) => row.number },
};
