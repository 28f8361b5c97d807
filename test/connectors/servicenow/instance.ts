import type { RunningSimulators } from "../../../simulators/server";

type Row = Record<string, string>;

export const id = "9d385017c611228701d22104cc95c371";

/** An incident that somebody works on. */
export const record = {
  sys_id: id,
  number: "INC0010023",
  state: "2",
  active: "true",
  short_description: "Somebody else's words",
  correlation_id: "sentinel:known",
  sys_created_on: "2026-11-24 02:40:11",
};

export const draft = {
  key: "sentinel:33333333:ticket",
  title: "Sign-in from a listed address",
  description: "Own example",
  severity: "High",
} as const;

/** The instance as every test finds it, with one incident. */
export const usualScene = {
  hibernating: false,
  rateLimit: null,
  invalidQueryReturnsNoRows: false,
  securityIncidents: false,
  clientCredentials: true,
  readsJournal: true,
  roles: ["itil", "sn_si.analyst"],
  records: { incident: [record] },
};

/** The rows of one of the instance's tables. */
export const rowsOf = (vendors: RunningSimulators, table: string): Row[] =>
  (vendors.state("servicenow") as { tables: Record<string, Row[]> }).tables[table] ?? [];

/** One record of a table, whole. */
export const rowOf = (vendors: RunningSimulators, sysId: string, table = "incident") =>
  rowsOf(vendors, table).find(({ sys_id }) => sys_id === sysId);

/** The work notes of a record, the oldest first. */
export const notesOf = (vendors: RunningSimulators, sysId: string): string[] =>
  rowsOf(vendors, "sys_journal_field")
    .filter(({ element_id, element }) => element_id === sysId && element === "work_notes")
    .map(({ value = "" }) => value);

/** How often a record was changed: what changes nothing does not count. */
export const changesOf = (vendors: RunningSimulators, sysId: string): number =>
  Number(rowOf(vendors, sysId)?.["sys_mod_count"]);
