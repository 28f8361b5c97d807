import type { Closing } from "../../domain/policy";
import { ConnectorError } from "../connector-error";
import type { Http } from "../http";
import { type CloudAlert, alertResponse } from "./schema";

export const version = { "api-version": "2022-01-01" };

/** What nobody has closed; "Resolved" and "Dismissed" are somebody's, and a word that is not known is left alone. */
export const isOpen = (status: string | null | undefined): boolean =>
  status === "Active" || status === "InProgress";

/**
 * Sentinel's classification in the words of Defender for Cloud: what was no attack is dismissed.
 * https://learn.microsoft.com/azure/defender-for-cloud/manage-respond-alerts
 */
export const wordsOf = ({ classification }: Closing): { action: string; as: string } =>
  classification === "BenignPositive" || classification === "FalsePositive"
    ? { action: "dismiss", as: "Dismissed" }
    : { action: "resolve", as: "Resolved" };

/** The alert of an ARM id; undefined where there is none. */
export async function readAlert(http: Http, id: string): Promise<CloudAlert | undefined> {
  try {
    return await http.read(alertResponse, {
      method: "GET",
      path: id,
      query: version,
      label: "{alert}",
    });
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === "not-found") return undefined;
    throw error;
  }
}
