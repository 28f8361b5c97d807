import { randomUUID } from "node:crypto";
import {
  type Answer,
  checkedScene,
  isRecord,
  type SimulatedRequest,
  type Simulator,
  type World,
} from "../simulator";
import { type Identity, identityFor, systemAssigned, userAssigned } from "./identities";
import { grantedRoles } from "./granted-roles";
import { signToken, tenantId } from "./token";

/** What IDENTITY_HEADER is for this endpoint. */
export const identityHeader = "simulated-identity-header";

interface Scene {
  /** False: a request that names no identity finds none. */
  systemAssigned: boolean;
  userAssigned: Identity[];
  /** Application permissions of every identity, by resource. */
  roles: Record<string, string[]>;
  tokenLifetimeSeconds: number;
}

const day = 86_400;
const published: Scene = {
  systemAssigned: true,
  userAssigned: [userAssigned],
  roles: {
    ...grantedRoles,
    "https://api.securitycenter.microsoft.com": [
      "Machine.Read.All",
      "Machine.Isolate",
      "Machine.RestrictExecution",
      "Machine.StopAndQuarantine",
      "Machine.Scan",
      "Machine.CollectForensics",
      "Ti.ReadWrite.All",
    ],
  },
  tokenLifetimeSeconds: day,
};

/**
 * The Managed Identity endpoint of App Service and Functions, api-version 2019-08-01:
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference.
 * It never answers 404 or 410: the Azure client would repeat those for a minute.
 */
export function managedIdentity(world: World): Simulator {
  const scenes = world.table<Scene>("scene");
  const issued = world.table<number>("issued");
  const scene = (): Scene => scenes.get("scene") ?? published;

  function token(request: SimulatedRequest): Answer {
    const problem = problemOf(request);
    if (problem) return problem;
    const { systemAssigned: hasSystem, userAssigned: user, roles, tokenLifetimeSeconds } = scene();
    const system = hasSystem ? systemAssigned : undefined;
    const identity = identityFor(request.query, { system, user });
    if (!identity) {
      return refusal(
        400,
        "No User Assigned or Delegated Managed Identity found for specified " +
          "ClientId/ResourceId/PrincipalId.",
      );
    }
    const resource = request.query.get("resource") ?? "";
    issued.set(resource, (issued.get(resource) ?? 0) + 1);
    const seconds = Math.floor(world.now() / 1000);
    const expires = seconds + tokenLifetimeSeconds;
    return {
      body: {
        access_token: signToken({
          aud: resource,
          iss: `https://sts.windows.net/${tenantId}/`,
          iat: seconds,
          nbf: seconds,
          exp: expires,
          oid: identity.principalId,
          sub: identity.principalId,
          appid: identity.clientId,
          tid: tenantId,
          idtyp: "app",
          roles: identity.roles?.[resource] ?? roles[resource] ?? [],
        }),
        expires_on: String(expires),
        resource,
        token_type: "Bearer",
        client_id: identity.clientId,
      },
    };
  }

  return {
    name: "managed-identity",
    routes: {
      "GET /token": token,
      "GET /{*rest}": () => refusal(400, "The endpoint of this simulator is /token."),
    },
    setScene: (input) => scenes.set("scene", { ...scene(), ...parseScene(input) }),
    state: () => ({
      ...scene(),
      issued: Object.fromEntries(issued.keys().map((resource) => [resource, issued.get(resource)])),
    }),
  };
}

function problemOf({ headers, query }: SimulatedRequest): Answer | undefined {
  if (headers["x-identity-header"] !== identityHeader) {
    return refusal(403, "The X-IDENTITY-HEADER header is missing or wrong.");
  }
  if (query.get("api-version") !== "2019-08-01") {
    return refusal(400, "The api-version query parameter must be 2019-08-01.");
  }
  const [resource, ...more] = query.getAll("resource");
  if (!resource || more.length > 0) {
    return refusal(400, "Exactly one resource query parameter is expected.");
  }
  // A scope is what clients of Entra ID ask for; this endpoint takes the resource before it.
  if (resource.endsWith("/.default")) {
    return refusal(
      400,
      `AADSTS500011: The resource principal named ${resource} was not found in the tenant.`,
    );
  }
  return undefined;
}

const refusal = (statusCode: number, message: string): Answer => ({
  status: statusCode,
  body: { statusCode, message, correlationId: randomUUID() },
});

const expected =
  'The scene of "managed-identity" takes "systemAssigned" (true or false), "userAssigned" (a list ' +
  'of {clientId, principalId, resourceId}), "roles" ({resource: [role]}) and "tokenLifetimeSeconds"';

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  systemAssigned: (value) => typeof value === "boolean",
  userAssigned: (value) =>
    Array.isArray(value) &&
    value.every(
      (one) =>
        isRecord(one) && typeof one.clientId === "string" && typeof one.principalId === "string",
    ),
  roles: (value) =>
    isRecord(value) &&
    Object.values(value).every(
      (roles) => Array.isArray(roles) && roles.every((role) => typeof role === "string"),
    ),
  tokenLifetimeSeconds: (value) => Number.isInteger(value) && Number(value) > 0,
};

const parseScene = (input: unknown): Partial<Scene> =>
  checkedScene<Partial<Scene>>(input, checks, expected);
