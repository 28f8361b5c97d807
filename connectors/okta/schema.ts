import { z } from "zod";
import { rsaKeyOf } from "../signed-jwt";

const text = z.string().nullish();

/** A user, the part that we read: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
export const userResponse = z.object({
  id: z.string(),
  status: z.string(),
  statusChanged: text,
  profile: z.object({ login: z.string(), email: text, secondEmail: text, displayName: text }),
});
export type User = z.infer<typeof userResponse>;

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentAUser/ */
export const rolesResponse = z.array(z.object({ label: text, type: text }));
export type Role = z.infer<typeof rolesResponse>[number];

/** Events of the System Log: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/ */
export const eventsResponse = z.array(
  z.object({
    eventType: z.string(),
    published: z.string(),
    outcome: z.object({ result: text }).nullish(),
    target: z.array(z.object({ id: text })).nullish(),
  }),
);
export type LogEvent = z.infer<typeof eventsResponse>[number];

/** A list of which only that it can be read is of interest. */
export const listResponse = z.array(z.unknown());

/** A private key as Okta's console shows it, with the id that Okta knows it by. */
const privateKey = z
  .looseObject({ kty: z.literal("RSA"), kid: z.string().min(1), d: z.string() })
  .refine((jwk) => rsaKeyOf(jwk) !== undefined);

/** An application of the organisation, or a token of an administrator. */
export const credentials = z.union([
  z.object({ clientId: z.string().regex(/^[\x21-\x7e]+$/), privateKey }),
  z.object({ apiToken: z.string().regex(/^[\x21-\x7e]+$/) }),
]);
