import { ifNotFound } from "../connector-error";
import type { Http } from "../http";
import { type RiskyUser, riskyUserResponse } from "./schema";
import { userPath } from "./user-at";

/** What Identity Protection knows of an account; null when it never was at risk. */
export async function riskyUser(http: Http, id: string): Promise<RiskyUser | null> {
  userPath(id); // throws for what is no object id
  return http
    .read(riskyUserResponse, {
      method: "GET",
      path: `/v1.0/identityProtection/riskyUsers/${id}`,
      label: "/v1.0/identityProtection/riskyUsers/{id}",
    })
    .catch(ifNotFound(null));
}

const harmless = ["none", "remediated", "dismissed", "confirmedSafe"];

/** How it stands with an account: "none" for all that is no risk, else in the vendor's words. */
export async function riskStateOf(http: Http, id: string): Promise<string> {
  const state = (await riskyUser(http, id))?.riskState ?? "none";
  return harmless.includes(state) ? "none" : state;
}
