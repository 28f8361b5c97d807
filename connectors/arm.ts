import { audienceOf } from "./base-url";
import type { Tokens } from "./credentials";
import { ConnectorError } from "./connector-error";
import { type Http, createHttp } from "./http";

/** When to come back where Azure Resource Manager does not say it: an update of the network takes about that. */
export const updateSeconds = 30;

export interface ArmOptions {
  vendor: string;
  url: string;
  /** Names what the identity lacks: "Microsoft.Network/networkSecurityGroups/read on the group". */
  permissions: string;
  /** What a person can do about a resource that is not there. */
  notFound: string;
  /** Further codes of refusals that a repeat can cure. */
  transient?: readonly string[];
}

const busy = new Set([
  "AnotherOperationInProgress",
  "OperationNotAllowed",
  "Conflict",
  "StorageAccountOperationInProgress",
  "RetryableError",
]);

/**
 * Azure Resource Manager for one connector. What another operation holds up comes later; a resource
 * that changed since it was read (412) is read again; a lock (409) is a human's to take off. What an
 * update answers is not read, since it may be nothing yet (202): its resource is looked at after.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/common-deployment-errors
 */
export function createArm({ vendor, url, ...options }: ArmOptions, tokens: Tokens): Http {
  const audience = audienceOf(url, "https://management.azure.com");
  const transient = new Set(options.transient);
  return createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({ Authorization: `Bearer ${(await tokens.get(audience)).token}` }),
    forget: () => tokens.forget(audience),
    rateLimitSeconds: updateSeconds,
    advice: {
      403: `give the app's managed identity a role with ${options.permissions}`,
      404: options.notFound,
      409: "where a lock stands on it, whoever runs it has to take the lock off",
      412: "somebody else changed it at the same moment, so it is read again",
    },
    kindOf(status, body) {
      const code = codeOf(body);
      if (status === 409 && busy.has(code)) return "rate-limited";
      if (status === 412 || (status === 400 && transient.has(code))) return "transient";
      return undefined;
    },
  });
}

/** For a resource that is being updated: one change at a time. */
export const beingUpdated = (vendor: string, label: string): ConnectorError =>
  new ConnectorError(vendor, "rate-limited", `${label} is being updated: one change at a time`, {
    retryAfterSeconds: updateSeconds,
  });

/** The condition that a resource is still as it was read; without one where its type has none. */
export const ifMatch = (etag: string | null | undefined): { headers?: Record<string, string> } =>
  etag ? { headers: { "If-Match": etag } } : {};

const codeOf = (body: unknown): string =>
  (body as { error?: { code?: string } } | null | undefined)?.error?.code ?? "";
