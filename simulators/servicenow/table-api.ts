import {
  type Answer,
  type Handler,
  type SimulatedRequest,
  type World,
  isRecord,
} from "../simulator";
import { changesOf } from "./input";
import type { Instance } from "./instance";
import { createPresenter, viewOf } from "./output";
import { parseQuery, sorted } from "./query";
import { mayUse } from "./roles";
import { aclException, badPayload, invalidTable, noRecord } from "./refusals";
import type { Scene } from "./scene";
import { type Row, type TableDefinition, tables } from "./tables";

/** The Table API: https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html. */
export function createTableApi(world: World, instance: Instance, scene: () => Scene) {
  const present = createPresenter(instance, () => world.url());

  const onTable =
    (answer: (request: SimulatedRequest, definition: TableDefinition) => Answer): Handler =>
    (request) => {
      const { table = "" } = request.params;
      const definition = Object.hasOwn(tables, table) ? tables[table] : undefined;
      const isMissing = table === "sn_si_incident" && scene().securityIncidents !== true;
      return definition && !isMissing ? answer(request, definition) : invalidTable(table);
    };

  /** Rows that the user may not read are left out, and nobody says so. */
  const isReadable = ({ name }: TableDefinition): boolean =>
    name === "sys_journal_field" ? scene().readsJournal !== false : mayUse(name, scene().roles);

  const readable = (definition: TableDefinition, sysId = ""): Row | undefined =>
    isReadable(definition) ? instance.row(definition, sysId) : undefined;

  const shown = (request: SimulatedRequest, definition: TableDefinition, row: Row): object => ({
    result: present(definition, row, viewOf(request.query)),
  });

  const list = onTable((request, definition) => {
    const { query } = request;
    const names = new Set(Object.keys(definition.fields));
    const { matches, order, hasDropped } = parseQuery(query.get("sysparm_query") ?? "", names);
    const refusesAll = hasDropped && scene().invalidQueryReturnsNoRows === true;
    const found = refusesAll ? [] : sorted(instance.rows(definition).filter(matches), order);
    const limit = wholeNumber(query.get("sysparm_limit"), 10_000);
    const offset = wholeNumber(query.get("sysparm_offset"), 0);
    const view = viewOf(query);
    return {
      headers: {
        ...(query.get("sysparm_no_count") !== "true" && { "X-Total-Count": String(found.length) }),
        ...(query.get("sysparm_suppress_pagination_header") !== "true" &&
          linkHeader(`${world.url()}${request.path}`, query, {
            limit,
            offset,
            total: found.length,
          })),
      },
      body: {
        // Counted they are all the same.
        result: (isReadable(definition) ? found.slice(offset, offset + limit) : []).map((row) =>
          present(definition, row, view),
        ),
      },
    };
  });

  const read = onTable((request, definition) => {
    const row = readable(definition, request.params.sys_id);
    return row ? { body: shown(request, definition, row) } : noRecord();
  });

  const create = onTable((request, definition) => {
    const written = write(request, definition);
    if (!isRow(written)) return written;
    const location = `${world.url()}/api/now/table/${definition.name}/${written.sys_id}`;
    return { status: 201, headers: { location }, body: shown(request, definition, written) };
  });

  const update = onTable((request, definition) => {
    const { sys_id: sysId = "" } = request.params;
    if (!readable(definition, sysId)) return noRecord();
    const written = write(request, definition, sysId);
    return isRow(written) ? { body: shown(request, definition, written) } : written;
  });

  function write({ json, query }: SimulatedRequest, definition: TableDefinition, sysId?: string) {
    if (!isRecord(json)) return badPayload();
    if (!definition.prefix || !isReadable(definition)) return aclException();
    const areDisplayValues = query.get("sysparm_input_display_value") === "true";
    return instance.write(
      definition,
      changesOf(instance, definition, json, areDisplayValues),
      sysId,
    );
  }

  return { list, read, create, update };
}

const isRow = (written: Row | Answer): written is Row => "sys_id" in written;

function wholeNumber(text: string | null, otherwise: number): number {
  return text !== null && /^\d+$/.test(text) ? Number(text) : otherwise;
}

/** Absolute addresses of the other pages; none when everything fits on one. */
function linkHeader(
  address: string,
  query: URLSearchParams,
  { limit, offset, total }: { limit: number; offset: number; total: number },
): Record<string, string> {
  if (limit === 0 || total <= limit) return {};
  const last = Math.floor((total - 1) / limit) * limit;
  const page = (rel: string, start: number): string => {
    const other = new URLSearchParams(query);
    other.set("sysparm_offset", String(start));
    return `<${address}?${other.toString()}>;rel="${rel}"`;
  };
  const pages = [
    page("first", 0),
    ...(offset > 0 ? [page("prev", Math.max(0, offset - limit))] : []),
    ...(offset + limit < total ? [page("next", offset + limit)] : []),
    page("last", last),
  ];
  return { link: pages.join(",") };
}
