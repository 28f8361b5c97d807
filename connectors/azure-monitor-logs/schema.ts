import { z } from "zod";

// A `long` comes as a number or, from some clusters, as a string.
const count = z.coerce.number().int().min(0);
const moment = z.date().transform((date) => date.toISOString());

/**
 * One row of our queries, over the columns of
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/signinlogs
 */
export const signInRow = z.object({
  UserPrincipalName: z.string(),
  IPAddress: z.string(),
  SignIns: count,
  Failures: count,
  Countries: z.array(z.string()),
  FirstSeen: moment,
  LastSeen: moment,
});
export type SignInRow = z.infer<typeof signInRow>;
