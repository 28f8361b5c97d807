import { audienceOf } from "../base-url";
import { type Tokens, bearerFor } from "../credentials";
import { type Http, createHttp } from "../http";
import type { Settings } from "../settings";
import { type Pause, paced } from "./pace";

export const vendor = "entra-id";

/** Microsoft Graph, an HTTP for each permission: so a 403 names the one that is missing. */
export interface Graph {
  users: Http;
  roles: Http;
  groups: Http;
  grouping: Http;
  enabling: Http;
  passwords: Http;
  methods: Http;
  revoking: Http;
  reading: Http;
  confirming: Http;
  registration: Http;
}

/** Without a licence for Privileged Identity Management nobody is eligible for a role. */
const withoutPim = "AadPremiumLicenseRequired";

const codeOf = (body: unknown): unknown =>
  (body as { error?: { code?: unknown } } | undefined)?.error?.code;

const outOfReach =
  ". An account that holds a role, or is in a group that can hold one, is out of its reach: an administrator has to change it";

const licence = ", and see that the tenant has a licence for Entra ID P2";

/** Connects to the directory. Requests to Identity Protection wait for each other. */
export function openGraph(
  { url, riskRequestsPerMinute }: Settings["entraId"],
  tokens: Tokens,
  pause: Pause,
): Graph {
  const audience = audienceOf(url, "https://graph.microsoft.com");
  const httpWith = (permission: string, more = "", rateLimitSeconds = 10): Http =>
    createHttp({
      vendor,
      baseUrl: url,
      ...bearerFor(tokens, audience),
      rateLimitSeconds,
      advice: {
        403:
          `grant the app's managed identity the application permission ${permission} of Microsoft ` +
          `Graph; it counts in new tokens only, which can take hours${more}`,
      },
      kindOf: (_status, body) => (codeOf(body) === withoutPim ? "not-found" : undefined),
    });
  // https://learn.microsoft.com/graph/throttling-limits: its 429 does not say when to come back.
  const risk = paced(60_000 / riskRequestsPerMinute, pause);
  return {
    users: httpWith("User.Read.All"),
    roles: httpWith("RoleManagement.Read.Directory"),
    groups: httpWith("GroupMember.Read.All"),
    grouping: httpWith("GroupMember.ReadWrite.All"),
    enabling: httpWith("User.EnableDisableAccount.All", outOfReach),
    passwords: httpWith("User-PasswordProfile.ReadWrite.All", outOfReach),
    methods: httpWith("UserAuthenticationMethod.ReadWrite.All"),
    revoking: httpWith("User.RevokeSessions.All"),
    reading: risk(httpWith("IdentityRiskyUser.Read.All", licence, 2)),
    confirming: risk(httpWith("IdentityRiskyUser.ReadWrite.All", licence, 2)),
    registration: httpWith("AuditLog.Read.All"),
  };
}
