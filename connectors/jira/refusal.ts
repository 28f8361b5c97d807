/**
 * What Jira says in a refusal: messages, problems by field, and for a 429 which of its limits it is.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/#status-codes
 */
export function refusalWords(body: unknown, headers: Record<string, unknown>): string {
  const { errorMessages, errors, message, error_description: description } = membersOf(body);
  const reason = headers["ratelimit-reason"];
  const words = [
    ...(Array.isArray(errorMessages) ? (errorMessages as unknown[]) : []),
    ...Object.entries(membersOf(errors)).map(([field, text]) =>
      typeof text === "string" ? `${field}: ${text}` : undefined,
    ),
    message,
    description,
    reason,
  ];
  return words.filter((word) => typeof word === "string" && word !== "").join("; ");
}

const membersOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};
