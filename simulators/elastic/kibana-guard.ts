import type { Answer, Handler, SimulatedRequest } from "../simulator";
import type { ApiKey } from "./keys";

const version = "2023-10-31";

/** A refusal as Kibana words it. */
export const says = (statusCode: number, error: string, message: string): Answer => ({
  status: statusCode,
  body: { statusCode, error, message },
});

/**
 * Lets in who has a privilege in Kibana, by a request of the right form:
 * https://www.elastic.co/docs/extend/kibana/http-api
 */
export const guardOf =
  (keys: () => ApiKey[]) =>
  (privilege: "read" | "all", work: (request: SimulatedRequest, key: ApiKey) => Answer): Handler =>
  (request) => {
    const { headers, method, path } = request;
    const api = path.replace(/^\/kibana/, "");
    if (method === "POST" && headers["kbn-xsrf"] === undefined) {
      return says(400, "Bad Request", "Request must contain a kbn-xsrf header.");
    }
    const asked = headers["elastic-api-version"] ?? version;
    if (asked !== version) {
      const message = `No version "${asked}" available for [${method.toLowerCase()}] [${api}]. Available versions are: ${version}`;
      return says(400, "Bad Request", message);
    }
    const key = keys().find(({ encoded }) => headers["authorization"] === `ApiKey ${encoded}`);
    if (!key) {
      const reason =
        "unable to authenticate with provided credentials and anonymous access is not allowed for this request";
      return says(401, "Unauthorized", `[security_exception]: ${reason}`);
    }
    const granted = key.kibana ?? "none";
    if (granted !== "all" && granted !== privilege) {
      const message = `API [${method} ${api}] is unauthorized for user, this action is granted by the Kibana privileges [securitySolution]`;
      return says(403, "Forbidden", message);
    }
    return work(request, key);
  };
