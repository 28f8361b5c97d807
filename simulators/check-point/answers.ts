import type { Answer } from "../simulator";

/** An error as the management API words it: https://sc1.checkpoint.com/documents/latest/APIs/ */
export const refusal = (status: number, code: string, message: string): Answer => ({
  status,
  body: { code, message },
});

export const notFound = (name: string): Answer =>
  refusal(404, "generic_err_object_not_found", `Requested object [${name}] not found`);

// That others' objects are refused is Check Point's; the words are ours.
export const locked = (name: string): Answer =>
  refusal(409, "err_object_locked", `Object [${name}] is locked by another session`);

export const invalid = (message: string): Answer =>
  refusal(400, "err_validation_failed", `Validation failed with 1 error: ${message}`);
