import { tenantId } from "../managed-identity/token";

/** The account that is there before any scene is set. */
export const accountId = "123456789012";
export const audience = "api://soar-federation-0a1b";

/** Whose tokens AWS believes, and for whom: an IAM OIDC provider, with its final slash. */
export const issuer = `https://sts.windows.net/${tenantId}/`;

/** The identities that the role's trust policy names by `sub`. */
export const trustedSubjects = [
  "7f0c0000-0000-4000-8000-000000000b1d",
  "5a0c0000-0000-4000-8000-000000000b1d",
];

/** The role that the app assumes. */
export const responseRole = `arn:aws:iam::${accountId}:role/soar-response`;
export const maxSessionSeconds = 3_600;
