import type { Answer } from "../simulator";

/** An error as the REST API of an instance words it. */
export const refusal = (
  status: number,
  message: string,
  detail: string | null = null,
  headers: Record<string, string> = {},
): Answer => ({ status, headers, body: { error: { message, detail }, status: "failure" } });

/** No credentials, or wrong ones: the instance does not say which. */
export const notAuthenticated = (): Answer =>
  refusal(401, "User Not Authenticated", "Required to provide Auth information", {
    "www-authenticate": 'Basic realm="Service-now"',
  });

/** A table that the instance does not have, such as one of a plugin that is not installed. */
export const invalidTable = (name: string): Answer => refusal(400, `Invalid table ${name}`);

/** No such record, or none that the user may see. */
export const noRecord = (): Answer =>
  refusal(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval");

/** A body that is no JSON object. */
export const badPayload = (): Answer =>
  refusal(400, "Exception while reading request", "The payload is not valid JSON.");

/** A path that the instance has nothing at. */
export const noResource = (): Answer =>
  refusal(400, "Requested URI does not represent any resource");

/** Fields that a data policy makes mandatory are empty; by their labels. */
export const dataPolicy = (labels: readonly string[]): Answer =>
  refusal(
    403,
    "Operation Failed",
    `Data Policy Exception: The following fields are mandatory: ${labels.join(", ")}`,
  );

/** A write to a table that only the instance itself writes to. */
export const aclException = (): Answer =>
  refusal(403, "Operation Failed", "ACL Exception Insert Failed due to security constraints");

/** What a developer instance answers to everything while it sleeps: a page, with status 200. */
export const hibernation = (): Answer => ({
  status: 200,
  headers: { "content-type": "text/html;charset=UTF-8" },
  body:
    "<!DOCTYPE html><html><head><title>Instance Hibernating</title></head><body>" +
    "<h1>Your instance is hibernating</h1><p>Sign in to wake it up.</p></body></html>",
});
