import { type Answer, type SimulatedRequest, type World, isRecord } from "../simulator";
import { changesOf } from "./input";
import type { Instance } from "./instance";
import { badPayload, invalidTable } from "./refusals";
import { type Row, tables } from "./tables";

/** How rows of a staging table become records of another: fields of equal names, found again by one of them. */
export interface TransformMap {
  table: string;
  coalesce: string;
}

/**
 * The Import Set API: one row goes into a staging table, and its transform map inserts or updates a
 * record. It answers 201 whatever became of the row.
 * https://www.servicenow.com/docs/r/api-reference/rest-apis/c_ImportSetAPI.html
 */
export function createImportSets(
  world: World,
  instance: Instance,
  mapsNow: () => Record<string, TransformMap>,
) {
  const counters = world.table<number>("import-sets");

  function nextSet(): string {
    const next = (counters.get("sets") ?? 10_000) + 1;
    counters.set("sets", next);
    return `ISET${String(next).padStart(7, "0")}`;
  }

  function transformed({ table, coalesce }: TransformMap, row: Record<string, unknown>): object {
    const definition = tables[table];
    if (!definition) return { table, status: "error", error_message: `Invalid table ${table}` };
    const changes = changesOf(instance, definition, row, false);
    const key = changes.fields[coalesce] ?? "";
    // An empty key finds nothing: each such row is inserted.
    const known = instance.rows(definition).find((one) => key !== "" && one[coalesce] === key);
    const written = instance.write(definition, changes, known?.sys_id);
    if (!isRow(written)) return { table, status: "error", error_message: reasonOf(written) };
    const { sys_id: sysId = "", sys_mod_count: count } = written;
    const isIgnored = known?.sys_mod_count === count;
    return {
      table,
      display_name: definition.display,
      display_value: written[definition.display] ?? "",
      record_link: `${world.url()}/api/now/table/${table}/${sysId}`,
      status: !known ? "inserted" : isIgnored ? "ignored" : "updated",
      sys_id: sysId,
    };
  }

  return function insert({ params, json }: SimulatedRequest): Answer {
    const { staging_table: name = "" } = params;
    const maps = mapsNow();
    const map = Object.hasOwn(maps, name) ? maps[name] : undefined;
    if (!map) return invalidTable(name);
    if (!isRecord(json)) return badPayload();
    const result = { transform_map: `${name} to ${map.table}`, ...transformed(map, json) };
    return {
      status: 201,
      body: { import_set: nextSet(), staging_table: name, result: [result] },
    };
  };
}

const isRow = (written: Row | Answer): written is Row => "sys_id" in written;

function reasonOf({ body }: Answer): string {
  const { error } = body as { error: { detail: string | null } };
  return error.detail ?? "";
}
