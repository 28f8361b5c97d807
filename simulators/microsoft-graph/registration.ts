import type { Answer } from "../simulator";
import type { Area } from "./area";
import type { Directory } from "./directory";
import { resourceNotFound } from "./directory-problem";
import { refusalOf } from "./permissions";
import type { Problem } from "./problem";

/**
 * Which methods of authentication a user registered, reported for users who are enabled:
 * https://learn.microsoft.com/graph/api/userregistrationdetails-get
 */
export const registrationArea = ({ world, answering }: Area, directory: Directory) => ({
  "GET /v1.0/reports/authenticationMethods/userRegistrationDetails/{id}": answering(
    async ({ params }, caller): Promise<Answer | Problem> => {
      const refusal = refusalOf(caller, "readRegistration");
      if (refusal) return refusal;
      const user = directory.list().find(({ id }) => id === params["id"]?.toLowerCase());
      if (!user?.accountEnabled || user.methodsRegistered === null) {
        return resourceNotFound(params["id"] ?? "");
      }
      const { id, userPrincipalName, displayName, methodsRegistered, roles, userType } = user;
      const isMfaRegistered = methodsRegistered.length > 0;
      return {
        body: {
          "@odata.context": `${world.url()}/v1.0/$metadata#reports/authenticationMethods/userRegistrationDetails/$entity`,
          id,
          userPrincipalName,
          userDisplayName: displayName,
          userType: userType.toLowerCase(),
          isAdmin: roles.length > 0,
          isMfaRegistered,
          isMfaCapable: isMfaRegistered,
          methodsRegistered,
          lastUpdatedDateTime: new Date(world.now()).toISOString(),
        },
      };
    },
  ),
});
