import { randomUUID } from "node:crypto";
import type { Answer, Routes, SimulatedRequest, Table, World } from "../simulator";
import { behindArm, membersOf, networkError } from "./arm";
import { isEntry } from "./entry";
import { type IpGroupRow, ipGroupAnswer, keyOf, provisioningOf } from "./ip-group";
import type { Settings } from "./scene";

const path =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Network/ipGroups/{name}";
const operations =
  "/subscriptions/{subscriptionId}/providers/Microsoft.Network/locations/{location}/operations/{operationId}";
const maxEntries = 5_000;
const windowMs = 300_000;

/** Reading and replacing IP groups, and what became of their updates. */
export function armIpGroups(
  world: World,
  groups: Table<IpGroupRow>,
  settings: () => Settings,
): Routes {
  let window = { startedAt: 0, count: 0 };

  const find = ({ params }: SimulatedRequest): IpGroupRow | undefined =>
    groups.get(keyOf(params["subscriptionId"]!, params["resourceGroup"]!, params["name"]!));
  const answer = (row: IpGroupRow) => ipGroupAnswer(row, world.now());

  function get(request: SimulatedRequest): Answer {
    const refused = forbidden(request, "read");
    if (refused) return refused;
    const row = find(request);
    return row ? { body: answer(row) } : notFound(request);
  }

  function put(request: SimulatedRequest): Answer {
    const refused = forbidden(request, "write") ?? throttled();
    if (refused) return refused;
    const body = membersOf(request);
    if ("refusal" in body) return body.refusal;
    const { location, tags, properties } = body.members as Partial<IpGroupRow> & {
      properties?: { ipAddresses?: unknown };
    };
    const entries = properties?.ipAddresses ?? [];
    const problem = problemOf(location, entries);
    if (problem) return problem;
    const before = find(request);
    if (before && provisioningOf(before, world.now()) === "Updating") return busy(before);
    return stored(request, before, { location: location!, tags, entries: entries as string[] });
  }

  // A PUT replaces: what it leaves out is gone, tags too.
  function stored(
    { params }: SimulatedRequest,
    before: IpGroupRow | undefined,
    { location, tags, entries }: { location: string; tags: IpGroupRow["tags"]; entries: string[] },
  ): Answer {
    const { updateSeconds, updatesFail, failedAreKept, overwrittenBy } = settings();
    const firewallPolicies = before?.firewallPolicies ?? [];
    const seconds = firewallPolicies.length > 0 ? updateSeconds : 0;
    const name = params["name"]!;
    const row: IpGroupRow = {
      subscriptionId: params["subscriptionId"]!,
      resourceGroup: params["resourceGroup"]!,
      name,
      ...(before && { ...idOf(before) }),
      location,
      ...(tags && { tags }),
      ipAddresses: updatesFail && !failedAreKept ? (before?.ipAddresses ?? []) : entries,
      firewallPolicies,
      revision: (before?.revision ?? 0) + 1,
      update: {
        operationId: randomUUID(),
        startedAt: world.now(),
        endsAt: world.now() + seconds * 1_000,
        ...(updatesFail && {
          failure: {
            code: "IpGroupsUpdateFailed",
            message: `Put on IP Groups ${name} Failed with 1 faulted referenced firewalls`,
          },
        }),
      },
    };
    const key = keyOf(row.subscriptionId, row.resourceGroup, row.name);
    groups.set(key, row);
    const shown = { ...(answer(row) as { properties: object }) };
    if (overwrittenBy) groups.set(key, { ...row, ipAddresses: overwrittenBy });
    return {
      status: before ? 200 : 201,
      headers: {
        "azure-asyncoperation": operationUrl(row),
        ...(seconds > 0 && { "retry-after": "10" }),
      },
      // In the very answer to a PUT nothing is done yet.
      body: { ...shown, properties: { ...shown.properties, provisioningState: "Updating" } },
    };
  }

  function operation({ params }: SimulatedRequest): Answer {
    const row = groups.rows().find(({ update }) => update?.operationId === params["operationId"]);
    if (!row?.update) {
      return networkError(404, "OperationNotFound", "The operation was not found.");
    }
    const state = provisioningOf(row, world.now());
    const status = state === "Updating" ? "InProgress" : state;
    return { body: { status, ...(state === "Failed" && { error: row.update.failure }) } };
  }

  const operationUrl = ({ subscriptionId, location, update }: IpGroupRow): string =>
    `${world.url()}/subscriptions/${subscriptionId}/providers/Microsoft.Network/locations/${location}/operations/${update?.operationId}?api-version=2025-05-01`;

  const busy = (row: IpGroupRow): Answer =>
    networkError(
      409,
      "AnotherOperationInProgress",
      `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: ${operationUrl(row)}`,
    );

  function throttled(): Answer | undefined {
    const now = world.now();
    if (now >= window.startedAt + windowMs) window = { startedAt: now, count: 0 };
    window = { ...window, count: window.count + 1 };
    if (window.count <= settings().writes) return undefined;
    const seconds = Math.ceil((window.startedAt + windowMs - now) / 1_000);
    const message = `The request is being throttled. Try again in ${seconds} seconds.`;
    return networkError(429, "TooManyRequests", message, { "retry-after": String(seconds) });
  }

  function forbidden({ path: at }: SimulatedRequest, what: "read" | "write"): Answer | undefined {
    const { permissions } = settings();
    if (permissions === "all" || permissions === what) return undefined;
    return networkError(
      403,
      "AuthorizationFailed",
      `The client does not have authorization to perform action 'Microsoft.Network/ipGroups/${what}' over scope '${at}' or the scope is invalid.`,
    );
  }

  return {
    [`GET ${path}`]: behindArm(world, get),
    [`PUT ${path}`]: behindArm(world, put),
    [`GET ${operations}`]: behindArm(world, operation),
  };
}

const idOf = ({ subscriptionId, resourceGroup, name }: IpGroupRow) => ({
  subscriptionId,
  resourceGroup,
  name,
});

function notFound({ params }: SimulatedRequest): Answer {
  const message = `The Resource 'Microsoft.Network/ipGroups/${params["name"]}' under resource group '${params["resourceGroup"]}' was not found.`;
  return networkError(404, "ResourceNotFound", message);
}

// The words of these refusals are ours; their status is Azure's.
function problemOf(location: unknown, entries: unknown): Answer | undefined {
  if (typeof location !== "string" || location === "") {
    return networkError(400, "LocationRequired", "The location property is required.");
  }
  if (!Array.isArray(entries)) {
    return networkError(400, "InvalidRequestFormat", "Cannot parse the request: ipAddresses.");
  }
  const wrong = entries.find((entry) => !isEntry(entry));
  if (wrong !== undefined) {
    const message = `IpAddress ${JSON.stringify(wrong)} is not a valid IPv4 address, prefix or range.`;
    return networkError(400, "IpGroupsInvalidIpAddress", message);
  }
  if (entries.length <= maxEntries) return undefined;
  const message = `The IP group has ${entries.length} addresses; the maximum is ${maxEntries}.`;
  return networkError(400, "IpGroupsExceedMaximumAddresses", message);
}
