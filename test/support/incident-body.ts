import { randomUUID } from "node:crypto";

/** A trigger body of the relay, with entities that the simulators know; each one another incident. */
export function incidentBody({
  name = randomUUID(),
  properties = {},
}: { name?: string; properties?: Record<string, unknown> } = {}) {
  const workspace =
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-soc/providers/Microsoft.OperationalInsights/workspaces/law-soc";
  const entity = (kind: string, value: Record<string, unknown>) => ({ kind, properties: value });
  return {
    objectSchemaType: "Incident",
    objectEventType: "Create",
    workspaceId: "22222222-2222-2222-2222-222222222222",
    object: {
      id: `${workspace}/providers/Microsoft.SecurityInsights/Incidents/${name}`,
      name,
      properties: {
        title: "Sign-in from a listed address",
        severity: "High",
        status: "New",
        incidentNumber: 4711,
        labels: [],
        lastModifiedTimeUtc: "2026-11-24T02:45:00.7654321Z",
        relatedEntities: [
          entity("Ip", { address: "45.83.64.10" }),
          entity("Account", { accountName: "alex", upnSuffix: "contoso.example" }),
          entity("Url", { url: "https://contoso-secure-login.net/verify" }),
          entity("DnsResolution", { domainName: "contoso-secure-login.net" }),
          entity("FileHash", {
            algorithm: "SHA256",
            hashValue: "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f",
          }),
        ],
        ...properties,
      },
    },
  };
}
