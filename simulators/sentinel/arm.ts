import { checkToken } from "../managed-identity/token";
import {
  isRecord,
  type Answer,
  type Handler,
  type Routes,
  type SimulatedRequest,
  type World,
} from "../simulator";
import { apiVersionOf } from "./api-version";
import { Refusal, refuse } from "./arm-error";
import { createArmHeaders } from "./arm-headers";
import { createThrottle, type LimitKind, type Limits } from "./throttle";
import { providerPath, type Workspace } from "./workspace";

/** A request that Azure Resource Manager let through. */
export interface ArmCall {
  request: SimulatedRequest;
  params: Record<string, string>;
  workspace: Workspace;
  /** The body's members; a PUT always has some. */
  body: Record<string, unknown>;
}

export interface Operation {
  /** Which throttling floor it counts against. */
  limit?: LimitKind;
  handle: (call: ArmCall) => Answer;
}

/** One kind of resource: its path below the provider and what can be done with it. */
export interface Resource {
  /** As in "for type 'incidents'". */
  type: string;
  path: string;
  isPreviewOnly?: boolean;
  operations: Partial<Record<Method, Operation>>;
}

const methods = ["GET", "PUT", "POST", "PATCH", "DELETE"] as const;
type Method = (typeof methods)[number];

const audience = "https://management.azure.com";

const provider = providerPath({
  subscriptionId: "{subscriptionId}",
  resourceGroup: "{resourceGroup}",
  workspaceName: "{workspaceName}",
});

/** Puts Azure Resource Manager in front of resources: versions, tokens, methods, limits, headers. */
export function armRoutes(world: World, limits: () => Limits, resources: Resource[]): Routes {
  const throttle = createThrottle(world, limits);
  const headersFor = createArmHeaders(world);

  function answer(resource: Resource, request: SimulatedRequest): Answer {
    const apiVersion = apiVersionOf(request, resource.type, resource.isPreviewOnly ?? false);
    const refused = checkToken(request, audience, world.now());
    if (refused) throw new Refusal(refused);
    const operation = operationOf(resource, request, apiVersion);
    const workspace = workspaceOf(request.params);
    const body = bodyOf(request);
    if (operation.limit) throttle(workspace.subscriptionId, resource.path, operation.limit);
    return operation.handle({ request, params: request.params, workspace, body });
  }

  const handlerOf =
    (resource: Resource): Handler =>
    (request) => {
      const headers = headersFor(request, request.params["subscriptionId"] ?? "");
      const { status, body, headers: own } = refusable(() => answer(resource, request));
      return { status: status ?? 200, headers: { ...headers, ...own }, body };
    };

  return Object.fromEntries(
    resources.flatMap((resource) =>
      methods.map((method) => [`${method} ${provider}${resource.path}`, handlerOf(resource)]),
    ),
  );
}

function refusable(act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function operationOf(resource: Resource, request: SimulatedRequest, apiVersion: string): Operation {
  const operation = resource.operations[request.method as Method];
  if (operation) return operation;
  const message =
    `The HTTP resource that matches the request URI '${request.path}' with API version ` +
    `'${apiVersion}' does not support HTTP method '${request.method}'.`;
  return refuse(405, "UnsupportedApiVersion", message);
}

const workspaceOf = (params: Record<string, string>): Workspace => ({
  subscriptionId: params["subscriptionId"] ?? "",
  resourceGroup: params["resourceGroup"] ?? "",
  workspaceName: params["workspaceName"] ?? "",
});

function bodyOf({ method, headers, json, body }: SimulatedRequest): Record<string, unknown> {
  if (method !== "PUT") return {};
  const contentType = headers["content-type"] ?? "";
  if (!/^application\/json\b/i.test(contentType)) {
    const message = `The content media type '${contentType || "<null>"}' is not supported. Only 'application/json' is supported.`;
    return refuse(415, "UnsupportedMediaType", message);
  }
  if (isRecord(json)) return { ...json };
  const problem = body.length === 0 ? "The request content is empty." : "It is not a JSON object.";
  const message = `The request content was invalid and could not be deserialized: '${problem}'`;
  return refuse(400, "InvalidRequestContent", message);
}
