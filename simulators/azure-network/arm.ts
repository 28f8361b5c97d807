import { randomUUID } from "node:crypto";
import { checkToken } from "../managed-identity/token";
import {
  type Answer,
  type Handler,
  type SimulatedRequest,
  type World,
  isRecord,
} from "../simulator";

const audience = "https://management.azure.com";
// https://learn.microsoft.com/rest/api/virtualnetwork/ip-groups
const versions = [
  "2024-05-01",
  "2024-07-01",
  "2024-10-01",
  "2025-01-01",
  "2025-03-01",
  "2025-05-01",
];

/** An error as the network's resource provider words it. */
export const networkError = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Answer => ({ status, headers, body: { error: { code, message, details: [] } } });

/** Puts Azure Resource Manager in front of an operation: its token, its version, its headers. */
export const behindArm =
  (world: World, act: Handler): Handler =>
  async (request) => {
    const refused = checkToken(request, audience, world.now()) ?? wrongVersion(request);
    const { status = 200, headers, body } = refused ?? (await act(request));
    const id = randomUUID();
    return {
      status,
      headers: { "x-ms-request-id": id, "x-ms-correlation-request-id": id, ...headers },
      body,
    };
  };

function wrongVersion({ query }: SimulatedRequest): Answer | undefined {
  const version = [...query].find(([name]) => name.toLowerCase() === "api-version")?.[1];
  if (!version) {
    const message = "The api-version query parameter (?api-version=) is required for all requests.";
    return networkError(400, "MissingApiVersionParameter", message);
  }
  if (versions.includes(version)) return undefined;
  return networkError(
    400,
    "NoRegisteredProviderFound",
    `No registered resource provider found for location 'westeurope' and API version '${version}' for type 'ipGroups'. The supported api-versions are '${versions.join(", ")}'.`,
  );
}

/** The members of a body, or the refusal of one that is no JSON object. */
export function membersOf({
  headers,
  json,
}: SimulatedRequest): { members: Record<string, unknown> } | { refusal: Answer } {
  if (!/^application\/json\b/i.test(headers["content-type"] ?? "")) {
    const message = `The content media type '${headers["content-type"] ?? "<null>"}' is not supported. Only 'application/json' is supported.`;
    return { refusal: networkError(415, "UnsupportedMediaType", message) };
  }
  if (isRecord(json)) return { members: json };
  const message = "The request content was invalid and could not be deserialized.";
  return { refusal: networkError(400, "InvalidRequestContent", message) };
}
