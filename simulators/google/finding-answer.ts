import type { Finding } from "./scene";

/** By the names that filters have. */
export const valuesOf = (row: Finding) => ({
  name: row.name,
  resource_name: row.resourceName,
  state: row.state,
  category: row.category,
  event_time: row.eventTime,
  severity: row.severity,
  mute: row.mute,
  "access.principal_email": row.principalEmail,
  "indicator.ip_addresses": row.ipAddresses,
});

/** "event_time desc" */
export function by(order: string): (a: Finding, b: Finding) => number {
  const sign = order.endsWith(" desc") ? -1 : 1;
  const key = (row: Finding) => (order.startsWith("event_time") ? row.eventTime : row.name);
  return (a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

/** A finding as it is answered. */
export function shown({
  name,
  marks,
  principalEmail,
  ipAddresses,
  markings: _markings,
  ...row
}: Finding): object {
  return {
    name,
    canonicalName: name.replace(/^\w+\/[^/]+/, "projects/123456789012"),
    parent: name.slice(0, name.indexOf("/locations/")),
    ...row,
    ...(principalEmail && { access: { principalEmail } }),
    ...(ipAddresses && { indicator: { ipAddresses } }),
    securityMarks: {
      name: `${name}/securityMarks`,
      ...(Object.keys(marks).length > 0 && { marks }),
    },
  };
}
