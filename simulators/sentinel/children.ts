import type { Answer, World } from "../simulator";
import type { ArmCall, Operation, Resource } from "./arm";
import { newerVersion, refuse } from "./arm-error";
import { incidentId } from "./incident";
import type { IncidentRow } from "./incident-row";
import type { IncidentStore } from "./incident-store";
import { guidOf } from "./guid";
import { type Members, membersOf } from "./members";
import { pageOf } from "./page";

interface Named {
  name: string;
  etag: string;
}

/** A kind of resource below an incident that clients list, read, put and delete. */
export interface ChildKind<T extends Named> {
  /** As in the path: "comments". */
  segment: "comments" | "tasks" | "relations";
  /** As in ids and types: "Comments". */
  typeName: string;
  /** Tasks are in neither of the documented floors. */
  isLimited: boolean;
  rowsOf: (incident: IncidentRow) => T[];
  withRows: (incident: IncidentRow, rows: T[]) => IncidentRow;
  /** Reads what a PUT says, or refuses it. */
  written: (put: {
    call: ArmCall;
    members: Members;
    incident: IncidentRow;
    before: T | undefined;
  }) => Omit<T, keyof Named>;
  properties: (row: T, incident: IncidentRow) => unknown;
}

/** The two resources, collection and item, of a kind. */
export function childResources<T extends Named>(
  store: IncidentStore,
  world: World,
  kind: ChildKind<T>,
): Resource[] {
  const { segment } = kind;
  const type = `incidents/${segment}`;
  const read = (handle: Operation["handle"]): Operation =>
    kind.isLimited ? { limit: "reads", handle } : { handle };
  const write = (handle: Operation["handle"]): Operation =>
    kind.isLimited ? { limit: "writes", handle } : { handle };

  return [
    {
      type,
      path: `/incidents/{incident}/${segment}`,
      operations: { GET: read((call) => list(store, kind, call, world.url())) },
    },
    {
      type,
      path: `/incidents/{incident}/${segment}/{child}`,
      operations: {
        GET: read((call) => get(store, kind, call)),
        PUT: write((call) => put(store, kind, call)),
        DELETE: { handle: (call) => remove(store, kind, call) },
      },
    },
  ];
}

const named = <T extends Named>(rows: T[], { params }: ArmCall): T | undefined =>
  rows.find(({ name }) => name.toLowerCase() === params["child"]?.toLowerCase());

function list<T extends Named>(
  store: IncidentStore,
  kind: ChildKind<T>,
  call: ArmCall,
  baseUrl: string,
): Answer {
  const incident = store.must(call);
  const newestFirst = kind.rowsOf(incident).toReversed();
  const { value, ...link } = pageOf(newestFirst, call.request, baseUrl);
  return { body: { value: value.map((row) => answerOf(kind, row, incident)), ...link } };
}

function get<T extends Named>(store: IncidentStore, kind: ChildKind<T>, call: ArmCall): Answer {
  const incident = store.must(call);
  const row = named(kind.rowsOf(incident), call);
  if (row) return { body: answerOf(kind, row, incident) };
  return refuse(404, "NotFound", `'${call.params["child"]}' was not found in ${kind.segment}.`);
}

/** A second PUT under the same name updates; it needs no etag, but a wrong one is refused. */
function put<T extends Named>(store: IncidentStore, kind: ChildKind<T>, call: ArmCall): Answer {
  const incident = store.must(call);
  const rows = kind.rowsOf(incident);
  const before = named(rows, call);
  const members = membersOf(call.body["properties"], "properties");
  const written = kind.written({ call, members, incident, before });
  const name = before?.name ?? call.params["child"] ?? "";
  if (before && call.body["etag"] && call.body["etag"] !== before.etag) {
    return newerVersion(name);
  }
  const etag = `"${guidOf(`${name} ${incident.etag}`)}"`;
  const row = { ...written, name, etag } as T;
  const others = rows.map((known) => (known === before ? row : known));
  const changed = store.change(kind.withRows(incident, before ? others : [...rows, row]));
  return { status: before ? 200 : 201, body: answerOf(kind, row, changed) };
}

function remove<T extends Named>(store: IncidentStore, kind: ChildKind<T>, call: ArmCall): Answer {
  const incident = store.must(call);
  const rows = kind.rowsOf(incident);
  const row = named(rows, call);
  if (!row) return { status: 204 };
  store.change(
    kind.withRows(
      incident,
      rows.filter((known) => known !== row),
    ),
  );
  return { status: 200 };
}

const answerOf = <T extends Named>(kind: ChildKind<T>, row: T, incident: IncidentRow) => ({
  id: `${incidentId(incident)}/${kind.typeName}/${row.name}`,
  name: row.name,
  type: `Microsoft.SecurityInsights/Incidents/${kind.typeName}`,
  etag: row.etag,
  properties: kind.properties(row, incident),
});
