import type { Door } from "../domain/approval";
import { objectIdsIn } from "./caller";

/** How the app knows who somebody is; undefined closes every way in that needs it. */
export interface SignIn {
  mode: "app-service" | "unverified" | undefined;
  /** False where the platform's authentication is known to be off: then anybody could write its headers. */
  isTrusted: boolean;
}

/** What `Door` says of the page: whether people can decide there, and how they are known. */
export const pageOf = ({ mode, isTrusted }: SignIn): Door["page"] =>
  mode === "unverified" ? "local" : mode === undefined || !isTrusted ? "closed" : undefined;

interface Headers {
  get(name: string): string | null;
}

/** Somebody's Entra object id, in lower case, or why it is not known. */
export type Person = { id: string } | { status: 401 | 503; message: string };

/** Who sends a request. `claimed` is believed in a local run only, where nobody signs in. */
export function personOf(headers: Headers, signIn: SignIn, claimed: string | null): Person {
  if (signIn.mode === undefined) {
    return { status: 503, message: "Approvals are closed here: the setting SIGN_IN is not set." };
  }
  if (signIn.mode === "unverified") {
    return claimed ? { id: claimed.toLowerCase() } : { status: 401, message: "Say who you are." };
  }
  if (!signIn.isTrusted) {
    return {
      status: 503,
      message: "Approvals are closed here: App Service authentication is off, so nobody is known.",
    };
  }
  const [first] = objectIdsIn(headers.get("x-ms-client-principal") ?? "");
  const id = first ?? headers.get("x-ms-client-principal-id");
  return id
    ? { id: id.toLowerCase() }
    : { status: 401, message: "Nobody is signed in: is App Service authentication on?" };
}

/**
 * Whether a form comes from one of the app's own pages. Browsers say so; under our no-referrer policy
 * they write "null" for the origin, and only `Sec-Fetch-Site` tells.
 */
export function isSameOrigin(headers: Headers, own: readonly string[]): boolean {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  if (site !== null && site !== "same-origin") return false;
  const isOwn = origin !== null && own.includes(origin);
  return site === null ? isOwn : isOwn || origin === null || origin === "null";
}
