import { randomUUID } from "node:crypto";
import type { Answer } from "../simulator";
import type { SyntaxProblem } from "./kql-tokens";

interface ErrorBody {
  code: string;
  message: string;
  innererror?: unknown;
}

/** The service's error envelope. https://learn.microsoft.com/azure/azure-monitor/logs/api/errors */
export const problem = (
  status: number,
  error: ErrorBody,
  headers: Record<string, string> = {},
): Answer => ({ status, headers, body: { error: { ...error, correlationId: randomUUID() } } });

/** Ends a request that the service does not understand. */
export const badArgument = (innererror: unknown): Answer =>
  problem(400, {
    code: "BadArgumentError",
    message: "The request had some invalid properties",
    innererror,
  });

export const syntaxError = ({ line, pos, token }: SyntaxProblem): Answer =>
  badArgument({
    code: "SyntaxError",
    message: "A recognition error occurred in the query.",
    innererror: {
      code: "SYN0002",
      message: `Query could not be parsed at '${token}' on line [${line},${pos}]`,
      line,
      pos,
      token,
    },
  });

/** A table that the workspace does not have. */
export const unresolved = (table: string, operator: string | undefined): Answer =>
  badArgument({
    code: "SemanticError",
    message: "A semantic error occurred.",
    innererror: {
      code: "SEM0100",
      message:
        (operator ? `'${operator}' operator: ` : "") +
        `Failed to resolve table or column expression named '${table}'`,
    },
  });

/** A query that names what is not there, or that this service cannot evaluate. */
export const refusedQuery = ({ code, message }: { code: string; message: string }): Answer =>
  badArgument({
    code: "SemanticError",
    message: "A semantic error occurred.",
    innererror: { code, message },
  });

export const insufficientAccess = (): Answer =>
  problem(403, {
    code: "InsufficientAccessError",
    message: "The provided credentials have insufficient access to perform the requested operation",
  });

// Status and header are documented; code and words of the body are ours.
export const throttled = (seconds: number, message: string): Answer =>
  problem(429, { code: "ThrottledError", message }, { "retry-after": String(seconds) });
