import { ConnectorError, ifNotFound } from "../connector-error";
import { type Graph, vendor } from "./client";
import { type AuthenticationMethod, authenticationMethodsResponse } from "./schema";
import { userPath } from "./user-at";

const password = "passwordAuthenticationMethod";
const qrCodePin = "qrCodePinAuthenticationMethod";

/** https://learn.microsoft.com/graph/api/resources/authenticationmethods-overview: one endpoint each. */
const collections: Readonly<Record<string, string>> = {
  emailAuthenticationMethod: "emailMethods",
  externalAuthenticationMethod: "externalAuthenticationMethods",
  fido2AuthenticationMethod: "fido2Methods",
  hardwareOathAuthenticationMethod: "hardwareOathMethods",
  microsoftAuthenticatorAuthenticationMethod: "microsoftAuthenticatorMethods",
  phoneAuthenticationMethod: "phoneMethods",
  platformCredentialAuthenticationMethod: "platformCredentialMethods",
  softwareOathAuthenticationMethod: "softwareOathMethods",
  temporaryAccessPassAuthenticationMethod: "temporaryAccessPassMethods",
  windowsHelloForBusinessAuthenticationMethod: "windowsHelloForBusinessMethods",
};

/** By what an account proves who it is, but its password. */
export async function methodsOf(graph: Graph, id: string): Promise<AuthenticationMethod[]> {
  const { value } = await graph.methods.read(authenticationMethodsResponse, {
    method: "GET",
    path: `${userPath(id)}/authentication/methods`,
    label: "/v1.0/users/{id}/authentication/methods",
  });
  return value.filter(({ type }) => type !== password);
}

/** The types of these that there is no way to delete, as far as this app knows. */
export const unknownOf = (methods: AuthenticationMethod[]): string[] => [
  ...new Set(
    methods.map(({ type }) => type).filter((type) => type !== qrCodePin && !(type in collections)),
  ),
];

/** Deletes one; false where it is gone already, which is as good. */
export async function deleteMethod(
  graph: Graph,
  user: string,
  { type, id }: AuthenticationMethod,
): Promise<boolean> {
  const collection = type === qrCodePin ? "qrCodePinMethod" : collections[type];
  if (collection === undefined) {
    throw new ConnectorError(vendor, "permanent", `There is no way to delete a ${type}`);
  }
  const one = type === qrCodePin ? "" : `/${encodeURIComponent(id)}`;
  return graph.methods
    .send({
      method: "DELETE",
      path: `${userPath(user)}/authentication/${collection}${one}`,
      label: `/v1.0/users/{id}/authentication/${collection}${one && "/{id}"}`,
    })
    .then(() => true)
    .catch(ifNotFound(false));
}
