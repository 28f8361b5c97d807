/** The account's data that no test changes: its users, services and priorities. */

/** The REST API key that this simulator takes. Published: it opens nothing else. */
export const pagerdutyApiKey = "pagerduty-test-api-key";

/** The integration key of the service's Events API v2 integration. Published, too. */
export const pagerdutyRoutingKey = "pagerdutytestroutingkey000000001";

export const web = "https://contoso.pagerduty.com";

export interface Named {
  id: string;
  name: string;
  [member: string]: unknown;
}

export const users: readonly (Named & { email: string })[] = [
  { id: "PSOARUS", name: "Durable Response", email: "soar@contoso.example", role: "limited_user" },
  { id: "PADAUSR", name: "Ada Chen", email: "ada@contoso.example", role: "user" },
];

/** The first has the integration whose key is the published one. */
export const services: readonly Named[] = [
  { id: "PSOCSVC", name: "SOC" },
  { id: "POTHERS", name: "Web shop" },
];

export const policy: Named = { id: "PNIGHTS", name: "Nights and weekends" };

export const priorities: readonly Named[] = [
  { id: "P1PRIOR", name: "P1", color: "eb6016" },
  { id: "P2PRIOR", name: "P2", color: "f9b406" },
];

const collections = {
  user: "users",
  service: "services",
  priority: "priorities",
  escalation_policy: "escalation_policies",
} as const;

/** A reference, as answers hold them instead of the whole. */
export const reference = (type: keyof typeof collections, { id, name }: Named, root: string) => ({
  id,
  type: `${type}_reference`,
  summary: name,
  self: `${root}/${collections[type]}/${id}`,
  html_url: type === "priority" ? null : `${web}/${collections[type]}/${id}`,
});
