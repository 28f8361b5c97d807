import { randomUUID } from "node:crypto";
import type { Answer, Table, World } from "../simulator";
import { basicCredentials } from "./auth";
import { dataPolicy } from "./refusals";
import { missingAtClose, settled } from "./rules";
import { type Row, type TableDefinition, tables } from "./tables";
import { integrationUserId, seeds } from "./users";

/** The records of an instance, and the rules by which they change. */
export interface Instance {
  rows(definition: TableDefinition): Row[];
  row(definition: TableDefinition, sysId: string): Row | undefined;
  /** The display value of a reference; undefined when it points nowhere. */
  displayOf(table: string, sysId: string): string | undefined;
  /** Creates a record, or changes one; a data policy may refuse. */
  write(definition: TableDefinition, changes: Changes, sysId?: string): Row | Answer;
  /** Writes a record past every rule: for scenes. */
  put(definition: TableDefinition, fields: Row): void;
}

/** What a request wants to write, apart by what becomes of it. */
export interface Changes {
  fields: Row;
  /** Text by journal field: each is an entry of its own, and is never read back from the record. */
  notes: Row;
}

const newId = (): string => randomUUID().replaceAll("-", "");

/** Opens the records of a world; a new instance has a few users and groups. */
export function openInstance(world: World): Instance {
  const numbers = world.table<number>("counters");
  const stored = new Map(
    Object.keys(tables).map((name) => [name, world.table<Row>(`table:${name}`)]),
  );
  const now = (): string => new Date(world.now()).toISOString().slice(0, 19).replace("T", " ");
  const rowOf = ({ name }: TableDefinition, sysId = ""): Row | undefined =>
    stored.get(name)?.get(sysId);
  const keep = ({ name }: TableDefinition, row: Row): void =>
    stored.get(name)?.set(row.sys_id ?? "", row);

  function put(definition: TableDefinition, fields: Row): void {
    const before = rowOf(definition, fields.sys_id) ?? created(definition, numbers, now());
    const after = settled(definition, { ...before, ...fields }, before, now());
    keep(definition, stamped(after, now()));
  }

  function addNotes(table: string, sysId: string, notes: Row): void {
    for (const [element, value] of Object.entries(notes)) {
      const id = newId();
      const entry = { sys_id: id, name: table, element, element_id: sysId, value };
      const by = basicCredentials.username;
      stored
        .get("sys_journal_field")
        ?.set(id, { ...entry, sys_created_on: now(), sys_created_by: by });
    }
  }

  function write(definition: TableDefinition, { fields, notes }: Changes, sysId?: string) {
    const known = rowOf(definition, sysId);
    const before = known ?? created(definition, numbers, now());
    const after = settled(definition, { ...before, ...fields }, before, now());
    const missing = missingAtClose(definition, after, before);
    if (missing.length > 0) return dataPolicy(missing);

    const isChanged =
      !known ||
      Object.keys(notes).length > 0 ||
      Object.entries(after).some(([field, value]) => known[field] !== value);
    const row = isChanged ? stamped(after, now()) : after;
    keep(definition, row);
    addNotes(definition.name, row.sys_id ?? "", notes);
    return row;
  }

  for (const [name, rows] of Object.entries(seeds)) {
    const definition = tables[name];
    if (definition && stored.get(name)?.size() === 0) rows.forEach((row) => put(definition, row));
  }

  return {
    rows: ({ name }) => stored.get(name)?.rows() ?? [],
    row: rowOf,
    displayOf: (name, sysId) => stored.get(name)?.get(sysId)?.[tables[name]?.display ?? ""],
    write,
    put,
  };
}

/** A record before anything was written to it. */
function created(definition: TableDefinition, numbers: Table<number>, now: string): Row {
  const { name, prefix, fields } = definition;
  const initial = Object.entries(fields).map(([field, { initial: value = "" }]) => [field, value]);
  return {
    ...(Object.fromEntries(initial) as Row),
    sys_id: newId(),
    sys_created_on: now,
    sys_created_by: basicCredentials.username,
    sys_mod_count: "-1", // the first stamp makes it 0
    ...(prefix && {
      number: `${prefix}${nextNumber(name, numbers)}`,
      sys_class_name: name,
      active: "true",
      opened_at: now,
      opened_by: integrationUserId,
    }),
  };
}

function nextNumber(name: string, numbers: Table<number>): string {
  const next = (numbers.get(name) ?? 10_000) + 1;
  numbers.set(name, next);
  return String(next).padStart(7, "0");
}

const stamped = (row: Row, now: string): Row => ({
  ...row,
  sys_updated_on: now,
  sys_updated_by: basicCredentials.username,
  sys_mod_count: String(Number(row.sys_mod_count) + 1),
});
