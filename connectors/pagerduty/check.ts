import { ConnectorError } from "../connector-error";
import type { Http } from "../http";
import { type QuotaSaid, hearingQuotas } from "../quota";
import type { Settings } from "../settings";
import { vendor } from "./keys";
import { abilitiesResponse, prioritiesResponse, serviceResponse, usersResponse } from "./schema";

/**
 * Asks for the service, or where none is set for what the plan can do: keys of an account are allowed
 * both. Then whether the user exists in whose name is written.
 */
export async function checkAccount(
  http: Http,
  { serviceId, from = "" }: Settings["pagerduty"],
): Promise<string> {
  let quota: QuotaSaid | undefined;
  const what = await hearingQuotas(
    (said) => (quota = said),
    () => (serviceId === undefined ? checkKey(http) : checkService(http, serviceId)),
  );
  await checkUser(http, from);
  const left = quota ? ` (${quota.left} requests left this minute)` : "";
  return `API key accepted${left}${what}`;
}

/** Whether the account has the priorities that the policy names. */
export async function checkPriorities(http: Http, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const path = "/priorities";
  const query = { limit: "100" };
  const { priorities } = await http.read(prioritiesResponse, { method: "GET", path, query });
  const missing = ids.filter((id) => !priorities.some((priority) => priority.id === id));
  if (missing.length === 0) return;
  throw wrong(`tickets.pagerduty in the policy names ${missing.join(", ")}, which is no priority`);
}

async function checkKey(http: Http): Promise<string> {
  await http.read(abilitiesResponse, { method: "GET", path: "/abilities" });
  return "";
}

async function checkService(http: Http, id: string): Promise<string> {
  const path = `/services/${encodeURIComponent(id)}`;
  const { service } = await http
    .read(serviceResponse, { method: "GET", path })
    .catch((error: unknown) => {
      throw isNotFound(error) ? unknownService() : error;
    });
  if (service.status === "disabled") {
    throw wrong(`The service of PAGERDUTY_SERVICE_ID is disabled, so it pages nobody: enable it`);
  }
  return `, service ${service.name} is ${service.status ?? "there"}`;
}

const isNotFound = (error: unknown): boolean =>
  error instanceof ConnectorError && error.kind === "not-found";

const unknownService = (): ConnectorError =>
  new ConnectorError(
    vendor,
    "not-found",
    "The account has no service of the id in PAGERDUTY_SERVICE_ID, or its API key may not see it: take the id from the service's address",
    { status: 404 },
  );

/** A key that may not read users says nothing about this one. */
async function checkUser(http: Http, from: string): Promise<void> {
  const { users } = await http
    .read(usersResponse, { method: "GET", path: "/users", query: { query: from } })
    .catch((error: unknown) => {
      if (error instanceof ConnectorError && error.status === 403) return mute(from);
      throw error;
    });
  const isThere = users.some(({ email }) => email?.toLowerCase() === from.toLowerCase());
  if (isThere) return;
  throw wrong(
    "PAGERDUTY_FROM is no user of the account: without one PagerDuty refuses every write",
  );
}

const mute = (from: string) => ({ users: [{ email: from }] });

const wrong = (message: string) => new ConnectorError(vendor, "auth", message);
