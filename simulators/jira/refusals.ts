import type { Answer } from "../simulator";

/** An error collection: https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/#status-codes */
export const refusal = (
  status: number,
  errorMessages: readonly string[],
  errors: Readonly<Record<string, string>> = {},
  headers: Record<string, string> = {},
): Answer => ({ status, headers, body: { errorMessages, errors } });

export const invalidPayload = (): Answer =>
  refusal(400, ["Invalid request payload. Refer to the REST API documentation and try again."]);

/** Who is not known; a site says so in a header, too. */
export const notAuthenticated = (): Answer =>
  refusal(
    401,
    ["Client must be authenticated to access this resource."],
    {},
    {
      "www-authenticate": 'OAuth realm="https%3A%2F%2Fdemo.atlassian.net"',
      "x-seraph-loginreason": "AUTHENTICATED_FAILED",
    },
  );

/** The gateway of api.atlassian.com, before any site is asked. */
export const gatewayRefusal = (): Answer => ({
  status: 401,
  body: { code: 401, message: "Unauthorized; scope does not match" },
});

/** Jira says the same of what is not there and of what the account may not see. */
export const noIssue = (): Answer =>
  refusal(404, ["Issue does not exist or you do not have permission to see it."]);

export const noResource = (): Answer => refusal(404, ["null for uri"]);

/** What `/search` of Jira Cloud answers since it was removed. */
export const removedSearch = (): Answer =>
  refusal(410, [
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046",
  ]);

export const offScreen = (field: string): string =>
  `Field '${field}' cannot be set. It is not on the appropriate screen, or unknown.`;
