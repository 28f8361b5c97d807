import { checked } from "./client";

/** The incident table of the Table API. */
export const table = "/api/now/table/incident";

/** Where one incident is. */
export const recordPath = (id: string): string => `${table}/${checked("id of a ticket", id)}`;

/** Values as they are stored, and references as ids, whatever the instance's defaults. */
export const plainValues = {
  sysparm_display_value: "false",
  sysparm_exclude_reference_link: "true",
};

/** Asks for the members that we read and no more: an incident has some ninety. */
export const recordQuery = {
  ...plainValues,
  sysparm_fields: "sys_id,number,state,correlation_id",
};
