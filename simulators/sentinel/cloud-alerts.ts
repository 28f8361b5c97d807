import { checkToken } from "../managed-identity/token";
import {
  type Answer,
  type Handler,
  objectOf,
  type Routes,
  type SimulatedRequest,
  SceneError,
  type World,
} from "../simulator";
import { armError } from "./arm-error";
import { createArmHeaders } from "./arm-headers";

/** An alert of Defender for Cloud: its subscription, and `properties` as the API answers them. */
export interface CloudAlert {
  subscriptionId: string;
  name: string;
  location: string;
  properties: Record<string, unknown>;
}

const versions = ["2021-11-01", "2022-01-01"];
const pageSize = 100;

/** Reads one alert of a scene, or throws a SceneError. */
export function cloudAlertOf(value: unknown): CloudAlert {
  const {
    subscriptionId,
    name,
    location = "westeurope",
    properties = {},
  } = objectOf(value, "An alert of Defender for Cloud");
  if ([subscriptionId, name, location].every((text) => typeof text === "string")) {
    return {
      subscriptionId,
      name,
      location,
      properties: objectOf(properties, "properties"),
    } as CloudAlert;
  }
  throw new SceneError("An alert of Defender for Cloud needs subscriptionId and name");
}

const statuses: Readonly<Record<string, string>> = {
  activate: "Active",
  inProgress: "InProgress",
  resolve: "Resolved",
  dismiss: "Dismissed",
};

/**
 * Microsoft.Security's alerts: https://learn.microsoft.com/rest/api/defenderforcloud-composite/alerts. A change of
 * state takes no body, and is answered with nothing.
 */
export function cloudAlerts(
  world: World,
  alerts: () => readonly CloudAlert[],
  keep: (changed: CloudAlert) => void,
): Routes {
  const headersFor = createArmHeaders(world);
  const provider = "/subscriptions/{subscriptionId}/providers/Microsoft.Security";
  const ofGroup =
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Security";
  const path = `${provider}/alerts`;

  function list({ params, query }: SimulatedRequest): Answer {
    const wanted = params["subscriptionId"]?.toLowerCase();
    const all = alerts().filter(({ subscriptionId }) => subscriptionId.toLowerCase() === wanted);
    const skip = Number(query.get("$skiptoken") ?? 0);
    const next = skip + pageSize;
    const link = `${world.url()}${path.replace("{subscriptionId}", wanted ?? "")}`;
    const body = {
      value: all.slice(skip, next).map(answerOf),
      ...(next < all.length && {
        nextLink: `${link}?api-version=${query.get("api-version")}&$skiptoken=${next}`,
      }),
    };
    return { body };
  }

  const find = ({ params }: SimulatedRequest): CloudAlert | undefined =>
    alerts().find((one) =>
      (["subscriptionId", "location", "name"] as const).every(
        (key) => one[key].toLowerCase() === params[key]?.toLowerCase(),
      ),
    );

  const read = (request: SimulatedRequest): Answer => {
    const found = find(request);
    return found ? { body: answerOf(found) } : missing(request);
  };

  const changing =
    (action: string) =>
    (request: SimulatedRequest): Answer => {
      if (action === "inProgress" && request.query.get("api-version") === "2021-11-01") {
        return armError(404, "InvalidResourceType", "The resource type could not be found.");
      }
      const found = find(request);
      if (!found) return missing(request);
      keep({ ...found, properties: { ...found.properties, status: statuses[action] } });
      return { status: 204 };
    };

  const guarded =
    (handle: (request: SimulatedRequest) => Answer): Handler =>
    (request) => {
      const headers = headersFor(request, request.params["subscriptionId"] ?? "");
      const version = request.query.get("api-version") ?? "";
      const refused =
        checkToken(request, "https://management.azure.com", world.now()) ??
        (versions.includes(version)
          ? undefined
          : armError(
              400,
              "InvalidApiVersionParameter",
              `The api-version '${version}' is invalid. The supported versions are '${versions.join(",")}'.`,
            ));
      const answer = refused ?? handle(request);
      return { ...answer, headers: { ...headers, ...answer.headers } };
    };

  const ofOne = [provider, ofGroup].flatMap((base) => {
    const one = `${base}/locations/{location}/alerts/{name}`;
    return [
      [`GET ${one}`, guarded(read)],
      ...Object.keys(statuses).map((action) => [
        `POST ${one}/${action}`,
        guarded(changing(action)),
      ]),
    ];
  });
  return { [`GET ${path}`]: guarded(list), ...(Object.fromEntries(ofOne) as Routes) };
}

const missing = ({ params }: SimulatedRequest): Answer =>
  armError(404, "ResourceNotFound", `The alert '${params["name"]}' was not found.`);

const answerOf = ({ subscriptionId, name, location, properties }: CloudAlert) => ({
  id: `/subscriptions/${subscriptionId}/providers/Microsoft.Security/locations/${location}/alerts/${name}`,
  name,
  type: "Microsoft.Security/Locations/alerts",
  properties: { systemAlertId: name, status: "Active", ...properties },
});
