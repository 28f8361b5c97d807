import { parseAddress, specialRange } from "../../domain/address";
import { workspacePath } from "../../domain/arm-id";
import { cleanLine } from "../../domain/clean-text";
import type { ContextFinding } from "../../domain/context";
import type { Entity } from "../../domain/entity";
import type { WorkspaceRef } from "../../domain/incident";
import { keyOf } from "../../domain/signal";
import { ifNotFound, notConfigured } from "../connector-error";
import type { Http } from "../http";
import { type GeodataResponse, geodataResponse } from "./schema";

/** Enrichment is in preview versions only. */
const preview = { "api-version": "2024-01-01-preview" };

/** Where addresses are, asked of one workspace. */
export const geolocation = (http: Http, workspace: WorkspaceRef | undefined) => {
  async function find(ipAddress: string): Promise<GeodataResponse | null> {
    if (!workspace) throw notConfigured("sentinel", "SENTINEL_WORKSPACE_RESOURCE_ID");
    const enrichment = "providers/Microsoft.SecurityInsights/enrichment/main/listGeodataByIp";
    return http
      .read(geodataResponse, {
        method: "POST",
        path: `${workspacePath(workspace)}/${enrichment}`,
        query: preview,
        label: "enrichment/main/listGeodataByIp",
        body: { ipAddress },
      })
      .catch(ifNotFound(null));
  }

  async function locate(entity: Entity & { kind: "Ip" }): Promise<ContextFinding> {
    const { address } = entity;
    const label = cleanLine(address, 100);
    const named = { source: "location", about: keyOf(entity), label, facts: [], signals: [] };
    const range = parseAddress(address) === address ? specialRange(address) : "is no address";
    if (range !== undefined) {
      return { ...named, state: "not-collected", note: `It was not looked up: ${range}` };
    }
    const found = await find(address);
    return found
      ? { ...named, state: "found", facts: factsOf(found) }
      : { ...named, state: "none" };
  }

  return {
    /** Where each address is and whose; an address that is private or reserved is never asked for. */
    locateAddresses: async (entities: Entity[]): Promise<ContextFinding[]> => {
      const findings: ContextFinding[] = [];
      for (const entity of entities) {
        if (entity.kind === "Ip") findings.push(await locate(entity));
      }
      return findings;
    },
  };
};

function factsOf({ city, state, country, ...network }: GeodataResponse): string[] {
  const place = listed(city, state, country);
  const owner = listed(network.organization, network.organizationType);
  const asn = network.asn ? `AS ${network.asn}` : undefined;
  return [
    place && `Is in ${place}`,
    (asn ?? owner) && `Belongs to ${listed(owner, asn)}`,
    network.carrier && `Carried by ${listed(network.carrier, network.ipRoutingType)}`,
  ]
    .filter((fact) => typeof fact === "string" && fact !== "")
    .map((fact) => cleanLine(fact!, 200));
}

const listed = (...words: (string | null | undefined)[]): string | undefined =>
  words.filter((word) => !!word?.trim()).join(", ") || undefined;
