import type { Answer, Handler, SimulatedRequest } from "../simulator";
import type { Area } from "./area";
import {
  type AuthenticationMethod,
  collections,
  passwordMethod,
  qrCodePin,
} from "./authentication-method";
import type { Directory } from "./directory";
import { requestBadRequest, resourceNotFound } from "./directory-problem";
import type { DirectoryUser } from "./directory-user";
import { type Permission, refusalOf } from "./permissions";
import type { Problem } from "./problem";

type Work = (request: SimulatedRequest, user: DirectoryUser) => Answer | Problem;

const isDefault: Problem = {
  status: 400,
  code: "badRequest",
  message: "The default authentication method cannot be deleted while others are registered.",
};

/** The methods that users registered: https://learn.microsoft.com/graph/api/authentication-list-methods */
export function authenticationArea({ world, answering }: Area, directory: Directory) {
  const onUser = (permission: Permission, work: Work): Handler =>
    answering(async (request, caller) => {
      const refusal = refusalOf(caller, permission);
      if (refusal) return refusal;
      const key = request.params["user"] ?? "";
      const user = permission === "readMethods" ? directory.find(key) : directory.current(key);
      return user ? work(request, user) : resourceNotFound(key);
    });

  const list: Work = (_request, { id, authenticationMethods }) => ({
    body: {
      "@odata.context": `${world.url()}/v1.0/$metadata#users('${id}')/authentication/methods`,
      value: [passwordMethod, ...authenticationMethods].map((method) => ({
        "@odata.type": `#microsoft.graph.${method.type}`,
        id: method.id,
        createdDateTime: method.createdDateTime ?? null,
      })),
    },
  });

  function remove(user: DirectoryUser, method: AuthenticationMethod | undefined, key: string) {
    if (!method) return resourceNotFound(key);
    const authenticationMethods = user.authenticationMethods.filter((one) => one !== method);
    if (method.isDefault && authenticationMethods.length > 0) return isDefault;
    directory.change(user.id, { authenticationMethods });
    return { status: 204 };
  }

  const removeOne: Work = ({ params: { collection = "", method: id = "" } }, user) => {
    const type = collections[collection.toLowerCase()];
    if (type === undefined) {
      return requestBadRequest(`Resource not found for the segment '${collection}'.`);
    }
    const found = user.authenticationMethods.find((one) => one.type === type && one.id === id);
    return remove(user, found, id);
  };

  const removeQrCode: Work = (_request, user) => {
    const found = user.authenticationMethods.find(({ type }) => type === qrCodePin);
    return remove(user, found, "qrCodePinMethod");
  };

  return {
    "GET /v1.0/users/{user}/authentication/methods": onUser("readMethods", list),
    "DELETE /v1.0/users/{user}/authentication/qrCodePinMethod": onUser(
      "changeMethods",
      removeQrCode,
    ),
    "DELETE /v1.0/users/{user}/authentication/{collection}/{method}": onUser(
      "changeMethods",
      removeOne,
    ),
  };
}
