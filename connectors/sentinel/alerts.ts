import type { IncidentRef } from "../../domain/incident";
import type { IncidentAlert } from "../../domain/incident-alert";
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
      resourceIds: (properties.resourceIdentifiers ?? []).flatMap(({ azureResourceId, type }) =>
        azureResourceId && type !== "LogAnalytics" ? [azureResourceId] : [],
      ),
    }));
  },
});
