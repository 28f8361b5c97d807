import { z } from "zod";

/** https://developers.google.com/workspace/admin/directory/reference/rest/v1/users */
export const userResponse = z.object({
  id: z.string().regex(/^\d{1,30}$/),
  primaryEmail: z.string(),
  suspended: z.boolean(),
  suspensionReason: z.string().nullish(),
  isAdmin: z.boolean().nullish(),
  isDelegatedAdmin: z.boolean().nullish(),
  aliases: z.array(z.string()).nullish(),
  nonEditableAliases: z.array(z.string()).nullish(),
  name: z.object({ fullName: z.string().nullish() }).nullish(),
});
export type User = z.infer<typeof userResponse>;
