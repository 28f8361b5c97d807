import type { EntityRow } from "./incident-row";
import { providerPath, type Workspace } from "./workspace";

/** An entity as the REST API answers it. */
export function entityAnswer(workspace: Workspace, { name, kind, properties }: EntityRow) {
  return {
    id: `${providerPath(workspace)}/Entities/${name}`,
    name,
    type: "Microsoft.SecurityInsights/Entities",
    kind,
    properties: {
      ...properties,
      friendlyName: properties["friendlyName"] ?? friendlyName(properties),
    },
  };
}

// The member that the service shows people, kind by kind, is not documented; these come first.
const shown = ["address", "accountName", "hostName", "url", "domainName", "hashValue", "fileName"];

function friendlyName(properties: Record<string, unknown>): unknown {
  const member = [...shown, ...Object.keys(properties)].find((name) => properties[name]);
  return member === undefined ? "" : properties[member];
}
