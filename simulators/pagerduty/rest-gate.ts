import type { Answer, Handler, World } from "../simulator";
import { pagerdutyApiKey, users } from "./people";
import { invalidInput, noUser, restError, unauthorized } from "./refusals";
import type { Settings } from "./scene";
import { createWindow } from "./window";

const accepted = "application/vnd.pagerduty+json;version=2";

/** Who may come in, how often, and in whose name they write. */
export function createRestGate(world: World, settings: () => Settings) {
  const window = createWindow(world, "rest-rate");

  /** Credentials come first: the rate is counted by key. */
  return (answer: Handler, isWrite = false): Handler =>
    async (request) => {
      const refused = refusalOf(request.headers, isWrite);
      if (refused?.status === 401) return refused;
      const { requestsPerMinute } = settings();
      const { isOver, left, reset } = window.take(requestsPerMinute);
      const headers = {
        "ratelimit-limit": String(requestsPerMinute),
        "ratelimit-remaining": String(left),
        "ratelimit-reset": String(reset),
      };
      if (isOver) return { ...restError(429, 2020, "Rate Limit Exceeded"), headers };
      const given = refused ?? (await answer(request));
      return { ...given, headers: { ...given.headers, ...headers } };
    };
}

function refusalOf(headers: Record<string, string>, isWrite: boolean): Answer | undefined {
  if (headers.authorization !== `Token token=${pagerdutyApiKey}`) return unauthorized();
  if (headers.accept?.replaceAll(" ", "") !== accepted) {
    return invalidInput("The Accept header must name version 2 of the API");
  }
  if (!isWrite) return undefined;
  if (!headers.from) return invalidInput("The From header must be the email of a valid user");
  return users.some(({ email }) => email === headers.from) ? undefined : noUser();
}
