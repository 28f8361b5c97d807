import { z } from "zod";

const text = z.string().nullish();
const list = z.array(z.string()).nullish();

/** A user, the part that we read: https://learn.microsoft.com/graph/api/resources/user */
export const userResponse = z.object({
  id: z.string().min(1).toLowerCase(),
  userPrincipalName: z.string().min(1),
  accountEnabled: z.boolean(),
  displayName: text,
  mail: text,
  mailNickname: text,
  proxyAddresses: list,
  userType: text,
  onPremisesSyncEnabled: z.boolean().nullish(),
  onPremisesSamAccountName: text,
  onPremisesDomainName: text,
  onPremisesSecurityIdentifier: text,
  onPremisesUserPrincipalName: text,
  securityIdentifier: text,
  lastPasswordChangeDateTime: text,
});
export type User = z.infer<typeof userResponse>;

/** Without `$select` most of them are absent. */
export const userMembers = Object.keys(userResponse.shape).join(",");

/** https://learn.microsoft.com/graph/api/user-list */
export const usersResponse = z.object({ value: z.array(userResponse) });

export const accountResponse = z.object({ id: z.string().min(1), accountEnabled: z.boolean() });

/** https://learn.microsoft.com/graph/api/resources/passwordprofile: null for most. */
export const passwordProfileResponse = z.object({
  id: z.string().min(1),
  passwordProfile: z
    .object({
      forceChangePasswordNextSignIn: z.boolean().nullish(),
      forceChangePasswordNextSignInWithMfa: z.boolean().nullish(),
    })
    .nullish(),
});

/** https://learn.microsoft.com/graph/api/resources/group */
export const groupResponse = z.object({
  id: z.string().min(1).toLowerCase(),
  displayName: text,
  groupTypes: list,
  mailEnabled: z.boolean().nullish(),
  isAssignableToRole: z.boolean().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
});
export type Group = z.infer<typeof groupResponse>;
export const groupMembers = Object.keys(groupResponse.shape).join(",");

/** A link to a member, which is there or is not. */
export const memberResponse = z.object({ "@odata.id": z.string().min(1) });

const typeOf = z.string().regex(/^#microsoft\.graph\.\w{1,100}$/);

/** https://learn.microsoft.com/graph/api/authentication-list-methods */
export const authenticationMethodsResponse = z.object({
  value: z.array(
    z
      .object({ "@odata.type": typeOf, id: z.string().min(1) })
      .transform(({ "@odata.type": type, id }) => ({ type: type.split(".")[2]!, id })),
  ),
});
export type AuthenticationMethod = z.infer<typeof authenticationMethodsResponse>["value"][number];

export const sessionsResponse = z.object({
  id: z.string().min(1),
  signInSessionsValidFromDateTime: z.iso.datetime({ offset: true }).nullish(),
});

/** Roles and groups; what may not be read has an id, and no name. */
export const membershipsResponse = z.object({
  value: z.array(z.object({ id: z.string().min(1), displayName: text })),
  "@odata.nextLink": text,
});
export type Membership = z.infer<typeof membershipsResponse>["value"][number];

/** https://learn.microsoft.com/graph/api/rbacapplication-list-roleeligibilityscheduleinstances */
export const eligibilitiesResponse = z.object({
  value: z.array(
    z.object({
      roleDefinitionId: z.string().min(1),
      roleDefinition: z.object({ displayName: text }).nullish(),
    }),
  ),
  "@odata.nextLink": text,
});

export const syncBehaviorResponse = z.object({ isCloudManaged: z.boolean().nullish() });

/** https://learn.microsoft.com/graph/api/resources/riskyuser */
const risky = z.object({
  id: z.string().min(1),
  riskState: z.string().min(1),
  riskLevel: text,
  riskLastUpdatedDateTime: text,
});
export type RiskyUser = z.infer<typeof risky>;

/** https://learn.microsoft.com/graph/api/riskyuser-get, whose example wraps it in a list of one. */
export const riskyUserResponse = z.union([
  risky,
  z.object({ value: z.tuple([risky]) }).transform(({ value: [only] }) => only),
]);

export const idsResponse = z.object({ value: z.array(z.object({ id: z.string().min(1) })) });

const registration = z.object({
  isMfaRegistered: z.boolean(),
  methodsRegistered: list,
});

/** https://learn.microsoft.com/graph/api/userregistrationdetails-get, whose example wraps it in `value`. */
export const registrationResponse = z.union([
  registration,
  z.object({ value: registration }).transform(({ value }) => value),
]);
export type Registration = z.infer<typeof registration>;

/** https://learn.microsoft.com/graph/api/user-list-manager: a user or a contact. */
export const managerResponse = z.object({
  id: z.string().min(1),
  displayName: text,
  userPrincipalName: text,
});
export type Manager = z.infer<typeof managerResponse>;
