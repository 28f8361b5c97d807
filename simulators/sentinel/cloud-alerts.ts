import { checkToken } from "../managed-identity/token";
import { objectOf, type Routes, type SimulatedRequest, SceneError, type World } from "../simulator";
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

/** Microsoft.Security's list of alerts: https://learn.microsoft.com/rest/api/defenderforcloud-composite/alerts/list */
export function cloudAlerts(world: World, alerts: () => readonly CloudAlert[]): Routes {
  const headersFor = createArmHeaders(world);
  const path = "/subscriptions/{subscriptionId}/providers/Microsoft.Security/alerts";

  function answer({ params, query }: SimulatedRequest) {
    const wanted = params["subscriptionId"]?.toLowerCase();
    const all = alerts().filter(({ subscriptionId }) => subscriptionId.toLowerCase() === wanted);
    const skip = Number(query.get("$skiptoken") ?? 0);
    const next = skip + pageSize;
    const link = `${world.url()}${path.replace("{subscriptionId}", wanted ?? "")}`;
    return {
      value: all.slice(skip, next).map(answerOf),
      ...(next < all.length && {
        nextLink: `${link}?api-version=${query.get("api-version")}&$skiptoken=${next}`,
      }),
    };
  }

  return {
    [`GET ${path}`]: (request) => {
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
      if (refused) return { ...refused, headers: { ...headers, ...refused.headers } };
      return { headers, body: answer(request) };
    },
  };
}

const answerOf = ({ subscriptionId, name, location, properties }: CloudAlert) => ({
  id: `/subscriptions/${subscriptionId}/providers/Microsoft.Security/locations/${location}/alerts/${name}`,
  name,
  type: "Microsoft.Security/Locations/alerts",
  properties: { systemAlertId: name, status: "Active", ...properties },
});
