import { z } from "zod";

/** https://docs.splunk.com/Documentation/Splunk/latest/RESTREF/RESTsearch */

const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .transform((value) => value === true || ["1", "true"].includes(String(value)));

const messages = z
  .array(z.object({ type: z.string(), text: z.string() }))
  .optional()
  .catch(undefined);

export const createdResponse = z.object({ sid: z.string() });

const job = z.object({
  dispatchState: z.string(),
  isDone: flag,
  isFailed: flag.optional(),
  isFinalized: flag.optional(),
  messages,
});
export type Job = z.infer<typeof job>;

/** Nothing at all (204) where the job is too young to tell. */
export const jobResponse = z
  .object({ entry: z.array(z.object({ content: job })).min(1) })
  .optional();

export const resultsResponse = z.object({
  results: z.array(z.record(z.string(), z.unknown())),
});

const mostSeconds = 32_503_680_000;
const seconds = z.coerce.number().min(0).max(mostSeconds);

export const seenRow = z.object({
  sourcetype: z.string(),
  count: z.coerce.number().min(0),
  first: seconds,
  last: seconds,
});
export type Seen = z.infer<typeof seenRow>;

const number = z.union([z.string(), z.number()]).transform(String);

/** https://dev.splunk.com/enterprise/docs/devtools/enterprisesecurity/notableeventsplunkes/usingnotableeventsinsearch */
export const notableRow = z.object({
  event_id: z.string(),
  status: number,
  status_label: z.string().optional(),
});

/** https://docs.splunk.com/Documentation/ES/latest/API/NotableEventAPI */
export const notableUpdated = z.object({
  success_count: z.number(),
  message: z.string().optional(),
  details: z.unknown().optional(),
});

export const countRow = z.object({ count: z.coerce.number().min(0) });

/** https://docs.splunk.com/Documentation/Splunk/latest/RESTREF/RESTaccess */
export const contextResponse = z.object({
  entry: z
    .array(
      z.object({ content: z.object({ username: z.string(), capabilities: z.array(z.string()) }) }),
    )
    .min(1),
});
