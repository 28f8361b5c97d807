import { isIP } from "node:net";
import { isRecord, objectOf, SceneError } from "../simulator";
import type { Resource } from "./arm";
import { badRequest, refuse } from "./arm-error";

/**
 * Where an address is. Coordinates are texts, and so is the number of the autonomous system:
 * https://learn.microsoft.com/rest/api/securityinsights/ip-geodata/list-geodata-by-ip
 */
export interface Geodata {
  ipAddr: string;
  [member: string]: unknown;
}

/** The addresses of the samples: invented, as verdicts are. */
export const knownAddresses: readonly Geodata[] = [
  {
    ipAddr: "45.83.64.10",
    asn: "64500",
    carrier: "example hosting",
    city: "frankfurt am main",
    cityConfidenceFactor: 80,
    continent: "europe",
    country: "germany",
    countryConfidenceFactor: 99,
    ipRoutingType: "fixed",
    latitude: "50.1",
    longitude: "8.7",
    organization: "example hosting gmbh",
    organizationType: "hosting",
    region: "",
    state: "hesse",
    stateCode: "he",
    stateConfidenceFactor: 90,
  },
  {
    ipAddr: "20.112.52.29",
    asn: "8075",
    carrier: "microsoft corporation",
    city: "moses lake",
    cityConfidenceFactor: 80,
    continent: "north america",
    country: "united states",
    countryConfidenceFactor: 99,
    ipRoutingType: "fixed",
    latitude: "47.1",
    longitude: "-119.3",
    organization: "microsoft corporation",
    organizationType: "internet service provider",
    region: "pacific northwest",
    state: "washington",
    stateCode: "wa",
    stateConfidenceFactor: 90,
  },
];

/** Reads one address of a scene, or throws a SceneError. */
export function geodataOf(value: unknown): Geodata {
  const { ipAddr, ...known } = objectOf(value, "Geodata");
  if (typeof ipAddr === "string" && isIP(ipAddr) !== 0) return { ipAddr, ...known };
  throw new SceneError("ipAddr of geodata must be an address");
}

/** Enrichment of one address, in preview only: 404 where nothing is known of it. */
export const geodata = (known: () => readonly Geodata[]): Resource => ({
  type: "enrichment/listGeodataByIp",
  path: "/enrichment/main/listGeodataByIp",
  isPreviewOnly: true,
  operations: {
    POST: {
      limit: "reads",
      handle({ request: { json } }) {
        const address = isRecord(json) ? json["ipAddress"] : undefined;
        if (typeof address !== "string" || isIP(address) === 0) {
          return badRequest("The ipAddress of the request is not a valid address.");
        }
        const body = known().find(({ ipAddr }) => ipAddr === address);
        return body ? { body } : refuse(404, "NotFound", `No geodata was found for ${address}.`);
      },
    },
  },
});
