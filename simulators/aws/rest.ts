import { randomUUID } from "node:crypto";
import type { Answer, Routes, SimulatedRequest } from "../simulator";
import { Problem, type RestService } from "./problem";

const operations: Readonly<Record<string, readonly [RestService, string]>> = {
  "GET /guardduty/detector": ["guardduty", "ListDetectors"],
  "POST /guardduty/detector/{DetectorId}/findings": ["guardduty", "ListFindings"],
  "POST /guardduty/detector/{DetectorId}/findings/get": ["guardduty", "GetFindings"],
  "POST /guardduty/detector/{DetectorId}/findings/feedback": [
    "guardduty",
    "UpdateFindingsFeedback",
  ],
  "POST /guardduty/detector/{DetectorId}/findings/archive": ["guardduty", "ArchiveFindings"],
  "POST /securityhub/findings": ["securityhub", "GetFindings"],
  "PATCH /securityhub/findings/batchupdate": ["securityhub", "BatchUpdateFindings"],
};

/**
 * Services that speak REST with JSON: what is wrong stands in a header.
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export const restRoutes = (
  act: (
    service: RestService,
    operation: string,
    request: SimulatedRequest,
    input: object,
  ) => object | undefined,
): Routes =>
  Object.fromEntries(
    Object.entries(operations).map(([route, [service, operation]]) => [
      route,
      (request: SimulatedRequest): Answer => {
        const headers = { "x-amzn-requestid": randomUUID() };
        try {
          const json =
            typeof request.json === "object" && request.json !== null ? request.json : {};
          const body = act(service, operation, request, { ...json, ...request.params });
          return { headers, ...(body !== undefined && { body }) };
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          const { code, message, status } = error;
          const body = service === "securityhub" ? { Message: message, Code: code } : { message };
          return { status, headers: { ...headers, "x-amzn-errortype": code }, body };
        }
      },
    ]),
  );
