import type { Instance } from "./instance";
import { type Field, type Row, type TableDefinition, tables } from "./tables";

type DisplayMode = "false" | "true" | "all";

/** How a request wants its records: https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html. */
export interface View {
  /** Empty: all of them. */
  fields: string[];
  display: DisplayMode;
  excludesLinks: boolean;
}

/** Reads the view from a request's query. */
export function viewOf(query: URLSearchParams): View {
  const display = query.get("sysparm_display_value");
  return {
    fields: (query.get("sysparm_fields") ?? "").split(",").flatMap((field) => field.trim() || []),
    display: display === "true" || display === "all" ? display : "false",
    excludesLinks: query.get("sysparm_exclude_reference_link") === "true",
  };
}

/** Makes records readable as views want them: everything is a string, or made of strings. */
export function createPresenter(instance: Instance, url: () => string) {
  const linkTo = (table: string, sysId: string): string =>
    `${url()}/api/now/table/${table}/${sysId}`;

  function shown(row: Row, name: string, field: Field): string {
    const value = row[name] ?? "";
    if (field.kind === "journal") return journalText(instance, row, name, field.label);
    if (field.to && value !== "") return instance.displayOf(field.to, value) ?? "";
    return field.choices?.[value] ?? value;
  }

  function present(row: Row, view: View, name: string, field: Field) {
    // A record keeps no journal: what was written reads as nothing.
    const value = field.kind === "journal" ? "" : (row[name] ?? "");
    const link = field.to && value !== "" ? linkTo(field.to, value) : undefined;
    const withLink = link !== undefined && !view.excludesLinks;
    if (view.display === "false") return withLink ? { link, value } : value;
    const display_value = shown(row, name, field);
    if (view.display === "all") return { display_value, value, ...(withLink && { link }) };
    return withLink ? { display_value, link } : display_value;
  }

  return (definition: TableDefinition, row: Row, view: View): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(definition.fields)
        .filter(([name]) => view.fields.length === 0 || view.fields.includes(name))
        .map(([name, field]) => [name, present(row, view, name, field)]),
    );
}

/** The entries of a journal field as people see them, newest first. */
function journalText(instance: Instance, row: Row, element: string, label: string): string {
  const definition = tables.sys_journal_field;
  const entries = definition ? instance.rows(definition) : [];
  return entries
    .filter((entry) => entry.element_id === row.sys_id && entry.element === element)
    .toReversed()
    .map(
      (entry) =>
        `${entry.sys_created_on} - ${authorOf(instance, entry)} (${label})\n${entry.value}\n\n`,
    )
    .join("");
}

function authorOf(instance: Instance, { sys_created_by: by = "" }: Row): string {
  const users = tables.sys_user ? instance.rows(tables.sys_user) : [];
  return users.find(({ user_name: name }) => name === by)?.name ?? by;
}
