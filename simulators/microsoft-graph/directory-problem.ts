import type { Problem } from "./problem";

/** Refusals of the directory's part of Graph, which has words of its own. */
export const resourceNotFound = (key: string): Problem => ({
  status: 404,
  code: "Request_ResourceNotFound",
  message: `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`,
});

export const requestBadRequest = (message: string): Problem => ({
  status: 400,
  code: "Request_BadRequest",
  message,
});

export const unsupportedQuery: Problem = {
  status: 400,
  code: "Request_UnsupportedQuery",
  message: "Unsupported Query.",
};

export const unknownProperty = (name: string): Problem =>
  requestBadRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.user'.`,
  );

export const masteredOnPremises: Problem = requestBadRequest(
  "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.",
);
