import { z } from "zod";

// https://www.servicenow.com/docs/csh?topicname=c_TableAPI.html: every value is a string.

/** A record of the incident table, the part that we ask for. */
const record = z.object({ sys_id: z.string().min(1), number: z.string(), state: z.string() });

export const recordResponse = z.object({ result: record });

/** A search: rows whose correlation_id is another one come when the field was unknown to the instance. */
export const searchResponse = z.object({
  result: z.array(record.extend({ correlation_id: z.string() })),
});

/** Journal entries; work notes read as "" on the record itself. */
export const journalResponse = z.object({
  result: z.array(z.object({ element_id: z.string(), value: z.string() })),
});

/** What the secret in Key Vault holds: both halves together, so that they rotate together. */
export const credentials = z.union([
  z.object({ username: z.string().min(1), password: z.string().min(1) }),
  z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) }),
]);
