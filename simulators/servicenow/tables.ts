/** How a field behaves. All its values are strings. */
export interface Field {
  label: string;
  kind: "text" | "choice" | "reference" | "journal" | "system";
  /** Longer values are cut, silently, as the database does. */
  longest?: number;
  /** Of a new record. */
  initial?: string;
  /** Of a choice: what people see, by value. */
  choices?: Record<string, string>;
  /** Of a reference: the table that it points into. */
  to?: string;
}

/** One table: its fields by name. */
export interface TableDefinition {
  name: string;
  /** What numbers start with: "INC". */
  prefix?: string;
  /** The field that people see instead of a sys_id. */
  display: string;
  fields: Record<string, Field>;
  /** States in which the data policy wants a close code and close notes. */
  closingStates?: readonly string[];
}

/** A record as it is kept. */
export type Row = Record<string, string>;

const text = (label: string, longest = 40, initial = ""): Field => ({
  label,
  kind: "text",
  longest,
  initial,
});
const choice = (label: string, initial: string, choices: Record<string, string> = {}): Field => ({
  label,
  kind: "choice",
  initial,
  choices,
});
const reference = (label: string, to: string): Field => ({ label, kind: "reference", to });
const journal = (label: string): Field => ({ label, kind: "journal" });
const system = (label: string, to?: string): Field => ({
  label,
  kind: "system",
  ...(to && { to }),
});

const levels = { 1: "1 - High", 2: "2 - Medium", 3: "3 - Low" };
const priorities = {
  1: "1 - Critical",
  2: "2 - High",
  3: "3 - Moderate",
  4: "4 - Low",
  5: "5 - Planning",
};

const record: Record<string, Field> = {
  sys_id: system("Sys ID"),
  sys_created_on: system("Created"),
  sys_created_by: system("Created by"),
  sys_updated_on: system("Updated"),
  sys_updated_by: system("Updated by"),
  sys_mod_count: system("Updates"),
};

const task: Record<string, Field> = {
  ...record,
  number: system("Number"),
  sys_class_name: system("Task type"),
  short_description: text("Short description", 160),
  description: text("Description", 4000),
  impact: choice("Impact", "3", levels),
  urgency: choice("Urgency", "3", levels),
  active: system("Active"),
  opened_at: system("Opened"),
  opened_by: system("Opened by", "sys_user"),
  assigned_to: reference("Assigned to", "sys_user"),
  assignment_group: reference("Assignment group", "sys_user_group"),
  cmdb_ci: reference("Configuration item", "cmdb_ci"),
  contact_type: choice("Channel", ""),
  correlation_id: text("Correlation ID", 100),
  correlation_display: text("Correlation display", 100),
  close_code: choice("Resolution code", ""),
  close_notes: text("Resolution notes", 4000),
  closed_at: system("Closed"),
  closed_by: system("Closed by", "sys_user"),
  work_notes: journal("Work notes"),
  comments: journal("Additional comments"),
};

const incident: TableDefinition = {
  name: "incident",
  prefix: "INC",
  display: "number",
  closingStates: ["6", "7"],
  fields: {
    ...task,
    // Computed from impact and urgency: what is sent has no effect.
    priority: { ...system("Priority"), choices: priorities },
    state: choice("State", "1", {
      1: "New",
      2: "In Progress",
      3: "On Hold",
      6: "Resolved",
      7: "Closed",
      8: "Canceled",
    }),
    incident_state: system("Incident state"),
    hold_reason: choice("On hold reason", ""),
    caller_id: reference("Caller", "sys_user"),
    category: choice("Category", "inquiry", { inquiry: "Inquiry / Help" }),
    subcategory: choice("Subcategory", ""),
    severity: choice("Severity", "3", levels),
    resolved_at: system("Resolved"),
    resolved_by: system("Resolved by", "sys_user"),
  },
};

const securityIncident: TableDefinition = {
  name: "sn_si_incident",
  prefix: "SIR",
  display: "number",
  closingStates: ["3"],
  fields: {
    ...task,
    priority: choice("Priority", "4", priorities),
    state: choice("State", "10", {
      10: "Draft",
      16: "Analysis",
      18: "Contain",
      19: "Eradicate",
      20: "Recover",
      100: "Review",
      3: "Closed",
      7: "Cancelled",
    }),
    category: choice("Category", ""),
    subcategory: choice("Subcategory", ""),
    severity: choice("Severity", "3", levels),
    business_criticality: choice("Business impact", "3"),
    affected_user: reference("Affected user", "sys_user"),
  },
};

const user: TableDefinition = {
  name: "sys_user",
  display: "name",
  fields: {
    ...record,
    user_name: text("User ID"),
    name: text("Name", 151),
    email: text("Email", 100),
  },
};

const group: TableDefinition = {
  name: "sys_user_group",
  display: "name",
  fields: { ...record, name: text("Name", 80), description: text("Description", 1000) },
};

const journalField: TableDefinition = {
  name: "sys_journal_field",
  display: "element_id",
  fields: {
    ...record,
    name: system("Name"),
    element: system("Element"),
    element_id: system("Element ID"),
    value: system("Value"),
  },
};

/**
 * The tables of the simulated instance, out of the box: fields as in the base system, values from
 * https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html and its examples.
 */
export const tables: Record<string, TableDefinition> = Object.fromEntries(
  [incident, securityIncident, user, group, journalField].map((table) => [table.name, table]),
);
