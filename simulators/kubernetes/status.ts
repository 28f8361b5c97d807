import type { Answer } from "../simulator";

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export const status = (
  code: number,
  reason: string,
  message: string,
  headers: Record<string, string> = {},
): Answer => ({
  status: code,
  headers,
  body: {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    code,
  },
});

export const notFound = (resource: string, name: string): Answer =>
  status(404, "NotFound", `${resource} "${name}" not found`);

export const conflict = (resource: string, name: string, why: string): Answer =>
  status(409, "Conflict", `Operation cannot be fulfilled on ${resource} "${name}": ${why}`);

export const modified =
  "the object has been modified; please apply your changes to the latest version and try again";
