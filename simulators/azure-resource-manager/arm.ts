import { randomUUID } from "node:crypto";
import { checkToken } from "../managed-identity/token";
import type { Answer, Handler, SimulatedRequest, Table, World } from "../simulator";
import { armError, busy, preconditionFailed } from "./refusal";
import {
  type Resource,
  type ResourceType,
  answerOf,
  etagOf,
  keyOf,
  provisioningOf,
} from "./resource";
import { allows, rolesAt } from "./roles";
import type { Settings } from "./scene";

/** What every resource provider has in front of it and behind it. */
export interface Arm {
  world: World;
  find(id: string): Resource | undefined;
  remove(id: string): void;
  /** Puts the token, the version, the permission, locks and the quota in front of an operation. */
  behind(of: ResourceType, action: string, isWrite: boolean, act: Handler): Handler;
  /** Why a change of a resource has to wait, or does not meet its condition. */
  refusalOf(
    of: ResourceType,
    request: SimulatedRequest,
    before: Resource | undefined,
  ): Answer | undefined;
  /** Keeps a resource, whose update begins now; `what` says what of it changes. */
  save(resource: Resource, what?: string): Resource;
  /** The headers that tell where an update is followed. */
  following(resource: Resource): Record<string, string>;
  answer(of: ResourceType, resource: Resource, query?: URLSearchParams): object;
}

const audience = "https://management.azure.com";
const windowMs = 300_000;
const followed = "Microsoft.Resources/operations/read";

export function createArm(world: World, resources: Table<Resource>, settings: () => Settings): Arm {
  let window = { startedAt: 0, count: 0 };

  // https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
  function throttled(): Answer | undefined {
    const now = world.now();
    if (now >= window.startedAt + windowMs) window = { startedAt: now, count: 0 };
    window = { ...window, count: window.count + 1 };
    if (window.count <= settings().writes) return undefined;
    const seconds = Math.ceil((window.startedAt + windowMs - now) / 1_000);
    const message = `Number of requests exceeded the limit for the subscription. Please try again after '${seconds}' seconds.`;
    return armError(429, "SubscriptionRequestsThrottled", message, {
      "retry-after": String(seconds),
    });
  }

  function forbidden(action: string, path: string): Answer | undefined {
    const { roles, forbidden: taken } = settings();
    const isTaken = taken.some((one) => one === "*" || keyOf(one) === keyOf(action));
    // Whoever began an operation may follow it.
    const isAllowed = action === followed || allows(rolesAt(roles, path), action);
    if (isAllowed && !isTaken) return undefined;
    const message = `The client does not have authorization to perform action '${action}' over scope '${path}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
    return armError(403, "AuthorizationFailed", message);
  }

  // https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
  function locked(path: string): Answer | undefined {
    const lock = settings().locks.find((one) => `${keyOf(path)}/`.startsWith(`${keyOf(one)}/`));
    if (lock === undefined) return undefined;
    const message = `The scope '${path}' cannot perform write operation because following scope(s) are locked: '${lock}'. Please remove the lock and try again.`;
    return armError(409, "ScopeLocked", message);
  }

  function operationUrl({ id, update }: Resource): string {
    const [, , subscription] = id.split("/");
    return `${world.url()}/subscriptions/${subscription}/providers/Microsoft.Resources/operations/${update?.operationId}?api-version=2025-04-01`;
  }

  const following = (resource: Resource): Record<string, string> => ({
    "azure-asyncoperation": operationUrl(resource),
    ...(settings().updateSeconds > 0 && { "retry-after": "10" }),
  });

  return {
    world,
    find: (id) => resources.get(keyOf(id)),
    remove: (id) => void resources.delete(keyOf(id)),
    following,
    answer: (of, resource, query) => answerOf(of, resource, world.now(), query),

    behind: (of, action, isWrite, act) => async (request) => {
      const refused =
        checkToken(request, audience, world.now()) ??
        wrongVersion(request, of) ??
        forbidden(action, request.path) ??
        (isWrite ? (locked(request.path) ?? throttled()) : undefined);
      const { status = 200, headers, body } = refused ?? (await act(request));
      const id = randomUUID();
      return {
        status,
        headers: { "x-ms-request-id": id, "x-ms-correlation-request-id": id, ...headers },
        body,
      };
    },

    refusalOf(of, { headers }, before) {
      if (!before) return undefined;
      const condition = headers["if-match"];
      if (of.hasEtag && condition && condition !== "*" && condition !== etagOf(before)) {
        return preconditionFailed(condition, etagOf(before), before.id);
      }
      return provisioningOf(before, world.now()) === "Updating"
        ? busy(operationUrl(before))
        : undefined;
    },

    save(resource, what = "") {
      const { updateSeconds, updatesFail } = settings();
      const saved: Resource = {
        ...resource,
        revision: resource.revision + 1,
        update: {
          operationId: randomUUID(),
          endsAt: world.now() + updateSeconds * 1_000,
          isFailure: updatesFail,
          what,
        },
      };
      resources.set(keyOf(saved.id), saved);
      return saved;
    },
  };
}

/** What became of an update. */
export const operations = (arm: Arm, resources: Table<Resource>): Handler =>
  arm.behind(operationType, followed, false, ({ params }) => {
    const { operationId } = params;
    const found = resources.rows().find(({ update }) => update?.operationId === operationId);
    if (!found) return armError(404, "OperationNotFound", "The operation was not found.");
    const state = provisioningOf(found, arm.world.now());
    const error = { code: "InternalServerError", message: "An error occurred." };
    return {
      body: {
        name: operationId,
        status: state === "Updating" ? "InProgress" : state,
        ...(state === "Failed" && { error }),
      },
    };
  });

const operationType: ResourceType = {
  type: "Microsoft.Resources/operations",
  versions: ["2025-04-01"],
  hasEtag: false,
};

function wrongVersion({ query }: SimulatedRequest, of: ResourceType): Answer | undefined {
  const version = [...query].find(([name]) => name.toLowerCase() === "api-version")?.[1];
  if (!version) {
    const message = "The api-version query parameter (?api-version=) is required for all requests.";
    return armError(400, "MissingApiVersionParameter", message);
  }
  if (of.versions.includes(version)) return undefined;
  const [, type] = of.type.split("/");
  return armError(
    400,
    "NoRegisteredProviderFound",
    `No registered resource provider found for location 'westeurope' and API version '${version}' for type '${type}'. The supported api-versions are '${of.versions.join(", ")}'.`,
  );
}
