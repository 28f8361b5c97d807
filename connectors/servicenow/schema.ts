import { z } from "zod";

// https://www.servicenow.com/docs/csh?topicname=c_TableAPI.html: every value is a string.

/** A record of a table of tickets, the part that we ask for. */
const record = z.object({
  sys_id: z.string().min(1),
  number: z.string(),
  state: z.string(),
  active: z.string().default(""),
});

export const recordResponse = z.object({ result: record });

/** A search: rows whose correlation_id is another one come when the field was unknown to the instance. */
export const searchResponse = z.object({
  result: z.array(record.extend({ correlation_id: z.string() })),
});

/** Journal entries; work notes read as "" on the record itself. */
export const journalResponse = z.object({
  result: z.array(z.object({ element_id: z.string(), value: z.string() })),
});

/** Work notes on the record, when display values are asked for: one text, the newest first. */
export const notesResponse = z.object({
  result: z.object({ sys_id: z.string().min(1), work_notes: z.string().default("") }),
});

/** Whatever fields were asked for, as far as the table has them. */
export const anyResponse = z.object({ result: z.array(z.record(z.string(), z.unknown())) });

/** A value as it is stored and as people see it (`sysparm_display_value=all`); an empty one may be "". */
const both = z
  .union([
    z.string().transform((value) => ({ value, display_value: value })),
    z.object({ value: z.string().nullish(), display_value: z.string().nullish() }),
  ])
  .transform(({ value, display_value: shown }) => ({ stored: value ?? "", shown: shown ?? "" }));

/** Times are stored in UTC, without saying so: "2026-11-24 02:40:11". */
const time = both.transform(({ stored }, context) => {
  const date = new Date(`${stored.replace(" ", "T")}Z`);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  context.addIssue("is no time");
  return z.NEVER;
});

const empty = { stored: "", shown: "" };

export const statusResponse = z.object({
  result: z.object({
    number: both,
    state: both,
    active: both.default(empty),
    assigned_to: both.default(empty),
    sys_updated_on: time,
  }),
});
export type StatusRecord = z.infer<typeof statusResponse>["result"];

/** What the secret in Key Vault holds: both halves together, so that they rotate together. */
export const credentials = z.union([
  z.object({ username: z.string().min(1), password: z.string().min(1) }),
  z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) }),
]);
