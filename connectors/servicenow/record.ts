import { checked } from "./client";
import type { TableName } from "./tables";

/** Where a table's records are in the Table API. */
export const tablePath = (table: TableName): string => `/api/now/table/${table}`;

/** Where one record is. */
export const recordPath = (table: TableName, id: string): string =>
  `${tablePath(table)}/${checked("id of a ticket", id)}`;

/** Values as they are stored, and references as ids, whatever the instance's defaults. */
export const plainValues = {
  sysparm_display_value: "false",
  sysparm_exclude_reference_link: "true",
};

/** Asks for the members that we read and no more: an incident has some ninety. */
export const recordQuery = {
  ...plainValues,
  sysparm_fields: "sys_id,number,state,active,correlation_id",
};
