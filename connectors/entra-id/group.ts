import { ConnectorError, notConfigured } from "../connector-error";
import { type Graph, vendor } from "./client";
import { type Group, groupMembers, groupResponse } from "./schema";

/** The group of the setting ENTRA_BLOCK_GROUP; throws where it is not set, when it is used. */
export interface BlockGroup {
  path(): string;
  read(): Promise<Group>;
  /** Throws, with what to do, for one whose members this app must not change or cannot. */
  usable(): Promise<Group>;
  /** How a request names an account that becomes its member. */
  addressOf(user: string): string;
}

export function blockGroupOf(graph: () => Graph, url: string, id: string | undefined): BlockGroup {
  function path(): string {
    if (id === undefined) throw notConfigured(vendor, "ENTRA_BLOCK_GROUP");
    return `/v1.0/groups/${id}`;
  }

  const read = async (): Promise<Group> =>
    graph()
      .groups.read(groupResponse, {
        method: "GET",
        path: `${path()}?$select=${groupMembers}`,
        label: "/v1.0/groups/{id}",
      })
      .catch((error: unknown) => {
        if (!(error instanceof ConnectorError) || error.kind !== "not-found") throw error;
        throw new ConnectorError(
          vendor,
          "not-found",
          "ENTRA_BLOCK_GROUP names a group that was not found: name a security group of the cloud",
          { status: 404 },
        );
      });

  return {
    path,
    read,
    async usable() {
      const group = await read();
      const problem = problemOf(group);
      if (problem === undefined) return group;
      const name = group.displayName ?? group.id;
      const message = `The group "${name}" of ENTRA_BLOCK_GROUP ${problem}: name a security group of the cloud with assigned members`;
      throw new ConnectorError(vendor, "permanent", message);
    },
    addressOf: (user) => `${url}/v1.0/directoryObjects/${user}`,
  };
}

/** https://learn.microsoft.com/graph/api/group-post-members: whose members an app cannot change. */
function problemOf(group: Group): string | undefined {
  if (group.isAssignableToRole === true) {
    return "can hold roles of the directory, so who changes its members could make administrators";
  }
  if (group.groupTypes?.includes("DynamicMembership")) return "has its members by a rule";
  if (group.onPremisesSyncEnabled === true) return "is synchronised from Active Directory";
  const isExchanges = group.mailEnabled === true && !group.groupTypes?.includes("Unified");
  return isExchanges ? "is mail-enabled, so Exchange keeps its members" : undefined;
}
