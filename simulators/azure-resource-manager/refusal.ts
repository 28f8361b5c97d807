import { type Answer, type SimulatedRequest, isRecord } from "../simulator";

/** An error as Azure Resource Manager words it. */
export const armError = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Answer => ({ status, headers, body: { error: { code, message, details: [] } } });

/** The members of a body, or the refusal of one that is no JSON object. */
export function membersOf({
  headers,
  json,
}: SimulatedRequest): { members: Record<string, unknown> } | { refusal: Answer } {
  if (!/^application\/json\b/i.test(headers["content-type"] ?? "")) {
    const message = `The content media type '${headers["content-type"] ?? "<null>"}' is not supported. Only 'application/json' is supported.`;
    return { refusal: armError(415, "UnsupportedMediaType", message) };
  }
  if (isRecord(json)) return { members: json };
  const message = "The request content was invalid and could not be deserialized.";
  return { refusal: armError(400, "InvalidRequestContent", message) };
}

export const notFound = (type: string, path: string): Answer => {
  const [, , , , group, , , , name] = path.split("/");
  return armError(
    404,
    "ResourceNotFound",
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
};

export const busy = (url: string): Answer =>
  armError(
    409,
    "AnotherOperationInProgress",
    `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: ${url}`,
  );

export const preconditionFailed = (given: string, etag: string, id: string): Answer =>
  armError(
    412,
    "PreconditionFailed",
    `Precondition failed. Etag provided in if-match header ${given} does not match etag ${etag} of resource ${id} in NRP data store.`,
  );
