import { isFor, readToken } from "../managed-identity/token";
import type { Answer, SimulatedRequest } from "../simulator";
import { problem } from "./problem";

const audiences = ["https://api.loganalytics.io", "https://api.loganalytics.azure.com"];

/** Refuses a request without a token for the service, of either of its hosts. */
export function refusalOf(request: SimulatedRequest, now: number): Answer | undefined {
  const reading = readToken(request);
  if ("problem" in reading && reading.problem === "missing") {
    return challenged("AuthorizationRequiredError", "Valid authentication was not provided");
  }
  const isGood =
    "claims" in reading && isFor(reading.claims, audiences) && reading.claims.exp * 1_000 > now;
  return isGood
    ? undefined
    : challenged("InvalidTokenError", "The provided authentication is not valid for this resource");
}

function challenged(code: string, message: string): Answer {
  const challenge = 'Bearer authorization_uri="https://login.microsoftonline.com/common"';
  return problem(401, { code, message }, { "www-authenticate": challenge });
}
