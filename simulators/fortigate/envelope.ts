import type { Answer, SimulatedRequest } from "../simulator";

/** FortiOS' own numbers. */
export const errors = {
  notFound: -3,
  duplicate: -5,
  inUse: -23,
  empty: -56,
  invalid: -651,
  tooMany: -4,
} as const;

const around = ({ method, path, query }: SimulatedRequest, status: number) => ({
  http_method: method,
  vdom: query.get("vdom") ?? "root",
  path: path.replace(/^\/api\/v2\/(?:cmdb|monitor)\//, "").split("/")[0],
  name: path.split("/")[5] ?? "",
  http_status: status,
  serial: "FGVM02TM24000001",
  version: "v7.4.8",
  build: 2_795,
});

export const found = (request: SimulatedRequest, results: unknown): Answer => ({
  body: { ...around(request, 200), results, status: "success" },
});

export const done = (request: SimulatedRequest, mkey?: string): Answer => ({
  body: {
    ...around(request, 200),
    ...(mkey !== undefined && { mkey }),
    status: "success",
    revision_changed: true,
  },
});

/** An error with its number; most of them have status 500. */
export const failed = (
  request: SimulatedRequest,
  error: keyof typeof errors,
  words = "",
): Answer => {
  const status = error === "notFound" ? 404 : error === "invalid" ? 424 : 500;
  return {
    status,
    body: {
      ...around(request, status),
      status: "error",
      error: errors[error],
      ...(words && { cli_error: words }),
    },
  };
};
