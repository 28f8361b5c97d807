import { randomUUID } from "node:crypto";
import type { Answer, Handler, SimulatedRequest, Simulator, World } from "../simulator";
import { challengeOf, disabled, forbidden, notFound, refusal, versionProblem } from "./refusals";
import { type Scene, parseScene } from "./scene";
import { type Secrets, type Version, openSecrets } from "./secrets";
import { inputOf } from "./secret-input";

/** In ids: the Azure client reads a name from them, and stumbles over a path before "/secrets". */
const vaultUrl = "https://durable-response.vault.azure.net";

/**
 * The secrets of an Azure Key Vault, data plane:
 * https://learn.microsoft.com/rest/api/keyvault/secrets/operation-groups.
 */
export function keyVault(world: World): Simulator {
  const scenes = world.table<Pick<Scene, "servicenowCredentials" | "isAllowed">>("scene");
  const scene = () => scenes.get("scene") ?? {};
  const secrets = openSecrets(world, () => scene().servicenowCredentials ?? "basic");

  /** Token, then api-version, then role, then name: whoever is refused learns no more. */
  function guarded(action: "getSecret" | "setSecret", answer: Handler): Handler {
    return async (request) => {
      const problem =
        challengeOf(request, world.now()) ??
        versionProblem(request.query) ??
        (scene().isAllowed === false ? forbidden(action) : undefined) ??
        nameProblem(request.params.name ?? "");
      const { headers, ...rest } = problem ?? (await answer(request));
      return { ...rest, headers: { ...standardHeaders(), ...headers } };
    };
  }

  const get = guarded("getSecret", ({ params }) => read(secrets, params));
  const set = guarded("setSecret", (request) => write(secrets, request));

  return {
    name: "key-vault",
    secrets: ["value"],
    routes: {
      "GET /secrets/{name}": get,
      "GET /secrets/{name}/": get, // what the Azure client sends for the newest version
      "GET /secrets/{name}/{version}": get,
      "PUT /secrets/{name}": set,
    },
    setScene(input) {
      const { secrets: changes = {}, ...rest } = parseScene(input);
      scenes.set("scene", { ...scene(), ...rest });
      for (const [name, secret] of Object.entries(changes)) {
        if (secret) secrets.add(name, { enabled: true, ...secret });
        else secrets.remove(name);
      }
    },
    state: () => ({
      ...scene(),
      secrets: secrets.names().map((name) => ({
        name,
        versions: secrets
          .versions(name)
          .map(({ version, enabled, contentType }) => ({ version, enabled, contentType })),
      })),
    }),
  };
}

const standardHeaders = (): Record<string, string> => ({
  "cache-control": "no-cache",
  "x-ms-keyvault-region": "westeurope",
  "x-ms-keyvault-service-version": "1.9.2761.1",
  "x-ms-request-id": randomUUID(),
});

const nameProblem = (name: string): Answer | undefined =>
  /^[0-9a-zA-Z-]{1,127}$/.test(name)
    ? undefined
    : refusal(400, "BadParameter", `The request URI contains an invalid name: ${name}`);

function read(secrets: Secrets, params: Record<string, string>): Answer {
  const { name = "", version: wanted } = params;
  const versions = secrets.versions(name);
  const found = wanted
    ? versions.find(({ version }) => version === wanted.toLowerCase())
    : versions.at(-1);
  if (!found) return notFound(wanted ? `${name}/${wanted}` : name);
  return found.enabled ? { body: bundle(name, found) } : disabled();
}

function write(secrets: Secrets, { params, json }: SimulatedRequest): Answer {
  const input = inputOf(json);
  if ("problem" in input) return refusal(400, "BadParameter", input.problem);
  const { name = "" } = params;
  return { body: bundle(name, secrets.add(name, input)) };
}

const bundle = (name: string, secret: Version): object => ({
  value: secret.value,
  ...(secret.contentType !== undefined && { contentType: secret.contentType }),
  id: `${vaultUrl}/secrets/${name}/${secret.version}`,
  attributes: {
    enabled: secret.enabled,
    ...(secret.notBefore !== undefined && { nbf: secret.notBefore }),
    ...(secret.expires !== undefined && { exp: secret.expires }),
    created: secret.created,
    updated: secret.created,
    recoveryLevel: "Recoverable+Purgeable",
    recoverableDays: 90,
  },
  ...(secret.tags && { tags: secret.tags }),
});
