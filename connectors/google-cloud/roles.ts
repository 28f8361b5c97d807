import type { GoogleCloud } from "./client";
import { policyResponse, type ServiceAccount } from "./schema";

/** The roles that an account was given on its own project; what folders and the organisation give is not read. */
export async function rolesOf(
  { projects }: GoogleCloud,
  { projectId, email }: ServiceAccount,
): Promise<string[]> {
  const { bindings } = await projects.read(policyResponse, {
    method: "POST",
    path: `/v3/projects/${encodeURIComponent(projectId)}:getIamPolicy`,
    label: "projects:getIamPolicy",
    body: { options: { requestedPolicyVersion: 3 } },
  });
  const member = `serviceaccount:${email.toLowerCase()}`;
  const held = bindings.filter(({ members }) =>
    members.some((one) => one.toLowerCase() === member),
  );
  return [...new Set(held.map(({ role }) => role))];
}

// By these one changes who may do what, or acts as somebody else: https://cloud.google.com/iam/docs/roles-permissions
const strong =
  /^roles\/(owner|editor)$|admin|^roles\/iam\.(serviceAccountTokenCreator|serviceAccountUser|workloadIdentityUser|serviceAccountOpenIdTokenCreator)$/i;

/** Whether roles make an account privileged; undefined where one is the customer's own, of which nobody knows what it allows. */
export function standingOf(roles: readonly string[]): boolean | undefined {
  if (roles.some((role) => strong.test(role))) return true;
  return roles.every((role) => role.startsWith("roles/")) ? false : undefined;
}
