import type { SimulatedRequest } from "../simulator";
import { badRequest } from "./arm-error";

const defaultTop = 50;
const maxTop = 1_000;

/** One page of a list, with the address of the next one. `baseUrl` is the simulator's own. */
export function pageOf<T>(rows: readonly T[], request: SimulatedRequest, baseUrl: string) {
  const top = topOf(request.query.get("$top"));
  const skip = skipOf(request.query.get("$skipToken"));
  const value = rows.slice(skip, skip + top);
  if (skip + top >= rows.length) return { value };
  const query = new URLSearchParams(request.query);
  query.set("$skipToken", tokenOf(skip + top));
  return { value, nextLink: `${baseUrl}${encodeURI(request.path)}?${query.toString()}` };
}

function topOf(text: string | null): number {
  if (text === null) return defaultTop;
  const top = Number(text);
  if (Number.isInteger(top) && top >= 1 && top <= maxTop) return top;
  return badRequest(`The value '${text}' of $top is not a number from 1 to ${maxTop}.`);
}

// Opaque to clients, as the service's own.
const tokenOf = (skip: number): string => Buffer.from(`skip:${skip}`).toString("base64url");

function skipOf(token: string | null): number {
  if (token === null) return 0;
  const [, skip] = /^skip:(\d+)$/.exec(Buffer.from(token, "base64url").toString("utf8")) ?? [];
  return skip === undefined ? badRequest("The $skipToken is not valid.") : Number(skip);
}
