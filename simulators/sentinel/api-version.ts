import type { SimulatedRequest } from "../simulator";
import { refuse } from "./arm-error";

// https://learn.microsoft.com/rest/api/securityinsights/api-versions
const stable = [
  "2022-11-01",
  "2023-02-01",
  "2023-11-01",
  "2024-03-01",
  "2024-09-01",
  "2025-03-01",
  "2025-06-01",
  "2025-09-01",
];
const preview = [
  "2023-05-01-preview",
  "2024-01-01-preview",
  "2025-07-01-preview",
  "2025-10-01-preview",
];

/** The api-version of a request, or the refusal of Azure Resource Manager. */
export function apiVersionOf(
  { query }: SimulatedRequest,
  resourceType: string,
  isPreviewOnly: boolean,
): string {
  const version = [...query].find(([name]) => name.toLowerCase() === "api-version")?.[1];
  if (!version) {
    return refuse(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  const supported = isPreviewOnly ? preview : [...stable, ...preview];
  if (supported.includes(version.toLowerCase())) return version;
  if (!/^\d{4}-\d\d-\d\d(-[a-z]+)?$/i.test(version)) {
    return refuse(
      400,
      "InvalidApiVersionParameter",
      `The api-version '${version}' is invalid. The supported versions are '${supported.join(",")}'.`,
    );
  }
  return refuse(
    400,
    "NoRegisteredProviderFound",
    `No registered resource provider found for location 'westeurope' and API version '${version}' ` +
      `for type '${resourceType}'. The supported api-versions are '${supported.join(", ")}'. ` +
      "The supported locations are 'westeurope, northeurope'.",
  );
}
