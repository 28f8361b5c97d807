import { z } from "zod";
import { rsaKeyOf } from "../signed-jwt";

const text = z.string().nullish();

/** A user, the part that we read: https://docs.github.com/rest/users/users */
export const userResponse = z.object({
  id: z.number().int().positive(),
  login: z.string(),
  type: z.string(),
  name: text,
  email: text,
  /** Enterprise Server only. */
  site_admin: z.boolean().nullish(),
  suspended_at: text,
});
export type User = z.infer<typeof userResponse>;

/** https://docs.github.com/rest/orgs/members#get-organization-membership-for-a-user */
export const membershipResponse = z.object({
  state: z.string(),
  role: z.string(),
  user: z.object({ id: z.number().int() }),
});

export const organizationResponse = z.object({ login: z.string() });

/** https://docs.github.com/rest/orgs/members#list-organization-members */
export const membersResponse = z.array(z.object({ login: z.string() }));

/** https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
export const installationTokenResponse = z.object({
  token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_at: z.iso.datetime({ offset: true }),
});

const id = z.union([z.number().int().positive(), z.string().regex(/^[\w.]{1,40}$/)]);
const printable = z.string().regex(/^[\x21-\x7e]+$/);

/** A GitHub App, as it is installed in the organization, or a token. */
export const credentials = z.union([
  z.object({
    appId: id,
    installationId: id,
    privateKey: z.string().refine((pem) => rsaKeyOf(pem) !== undefined),
  }),
  z.object({ token: printable }),
]);
export type Credentials = z.infer<typeof credentials>;
export type AppCredentials = Extract<Credentials, { appId: unknown }>;
