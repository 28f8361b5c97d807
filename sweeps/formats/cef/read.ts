import { type LogKind, logKind } from "../../log-kind";
import type { Facts } from "../facts";
import { type Fields, textOf } from "../fields-record";

/** The first of these fields that has a value. */
export const firstOf = (fields: Fields, names: readonly string[]): string | undefined =>
  names
    .map((name) => textOf(fields.get(name)))
    .find((value) => value !== undefined && value !== "-");

const LOGIN =
  /log[- ]?[io]n\b|logon|logged[- ]in|sign[- ]?in|authenticat|credential|password check/i;
const LOGOUT = /log[- ]?o(?:ff|ut)|logged[- ]out/i;
const SUCCESS =
  /^(?:success|succe+ded|successful|ok|pass(?:ed)?|allow(?:ed)?|accept(?:ed)?|granted|permit(?:ted)?)$/i;
const FAILURE = /fail|denied|deny|block|reject|refus|invalid|unauthori[sz]ed|drop|error/i;

export function outcomeOf(words: readonly (string | undefined)[]): Facts["outcome"] {
  for (const word of words) {
    if (word === undefined) continue;
    if (SUCCESS.test(word)) return "success";
    if (FAILURE.test(word)) return "failure";
  }
  return undefined;
}

/** "Login failed", "User logged in": what a name of an event says of how it went. */
export const outcomeOfName = (name: string): Facts["outcome"] => {
  if (FAILURE.test(name)) return "failure";
  return /success|succeeded|accepted|logged[- ]in/i.test(name) ? "success" : undefined;
};

export const isLogin = (name: string): boolean => LOGIN.test(name) && !LOGOUT.test(name);

/** Kinds of a device's events: by vendor and product, in lower case. */
export function deviceKind(
  vendor: string,
  product: string,
  categories: readonly string[],
): LogKind {
  return logKind({
    product: vendor.toLowerCase().slice(0, 100),
    services: [product.toLowerCase().slice(0, 100)],
    categories,
  });
}

/** The categories that an event's facts speak of. */
export function categoriesOf(login: boolean, outcome: Facts["outcome"], path: string | undefined) {
  return [
    ...(login && outcome !== undefined ? ["authentication"] : []),
    ...(path === undefined ? [] : ["file_access"]),
  ];
}
