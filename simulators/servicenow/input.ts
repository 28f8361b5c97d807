import type { Changes, Instance } from "./instance";
import { type Field, type Row, type TableDefinition, tables } from "./tables";

/**
 * What a body writes to a table. Fields that the table does not have, and those that the instance
 * keeps to itself, have no effect, and nobody says so.
 */
export function changesOf(
  instance: Instance,
  { fields }: TableDefinition,
  body: Record<string, unknown>,
  areDisplayValues: boolean,
): Changes {
  const changes: Changes = { fields: {}, notes: {} };
  for (const [name, value] of Object.entries(body)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field || field.kind === "system") continue;
    const text = textOf(value);
    if (field.kind !== "journal") {
      changes.fields[name] = areDisplayValues
        ? valueOfDisplay(instance, field, text)
        : text.slice(0, field.longest);
    } else if (text !== "") {
      changes.notes[name] = text;
    }
  }
  return changes;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A name that points nowhere leaves the field empty, silently. */
function valueOfDisplay(instance: Instance, field: Field, text: string): string {
  const target = tables[field.to ?? ""];
  if (field.kind === "reference") {
    const rows: Row[] = target ? instance.rows(target) : [];
    return rows.find((row) => row[target?.display ?? ""] === text)?.sys_id ?? "";
  }
  const known = Object.entries(field.choices ?? {}).find(([, label]) => label === text);
  return (known?.[0] ?? text).slice(0, field.longest);
}
