import type { HttpRequest } from "@azure/functions";
import type { SignIn } from "../domain/sign-in";

/** Somebody who is signed in. */
export interface Person {
  /** Entra object id; "" when only a name is known. */
  id: string;
  name: string;
}

const maxName = 200;

/**
 * Who a request is from, or why that is not known.
 * https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities
 */
export function whoIs(
  { headers }: Pick<HttpRequest, "headers">,
  signIn: SignIn,
): Person | { status: 401; message: string } {
  const id = headers.get("x-ms-client-principal-id")?.trim().toLowerCase() ?? "";
  const name = headers.get("x-ms-client-principal-name")?.trim().slice(0, maxName) ?? "";
  if (id !== "") return { id, name: name || id };
  if (signIn === "unverified") return { id: "", name: name || "somebody (not verified)" };
  const message =
    "Nobody is signed in: no x-ms-client-principal-id. Is App Service authentication on?";
  return { status: 401, message };
}
