import type { IncidentRef } from "../../domain/incident";
import type { IncidentAlert } from "../../domain/incident-alert";
import { valuesIn } from "../../domain/alert-values";
import type { Http } from "../http";
import { incidentAt } from "./incident-at";
import { alertsResponse } from "./schema";

/** The alerts that an incident rests on. */
export const alerts = (http: Http) => ({
  readAlerts: async (ref: IncidentRef): Promise<IncidentAlert[]> => {
    const request = { method: "POST", ...incidentAt(ref, "/alerts") } as const;
    const { value } = await http.read(alertsResponse, request);
    return value.map(({ name, properties }) => ({
      systemAlertId: properties.systemAlertId ?? name,
      title: properties.alertDisplayName ?? "",
      product: properties.productName ?? "",
      values: [properties.systemAlertId, properties.providerAlertId, properties.additionalData]
        .flatMap((held) => valuesIn(held))
        .filter((text) => text !== ""),
      resourceIds: (properties.resourceIdentifiers ?? []).flatMap(({ azureResourceId, type }) =>
        azureResourceId && type !== "LogAnalytics" ? [azureResourceId] : [],
      ),
    }));
  },
});
