import { cleanLine } from "../../domain/clean-text";
import type { Claim, Resolution, Target } from "../../domain/containment";
import { type ArmResource, parseArmId } from "../arm-resource";
import { ConnectorError, ifNotFound } from "../connector-error";
import type { Http } from "../http";
import { type Account, accountResponse } from "./schema";

export const vendor = "azure-storage";
export const query = { "api-version": "2025-08-01" };
export const type = "Microsoft.Storage/storageAccounts";

/** The one account whose resource id the incident names, in the one subscription that may be changed. */
export async function resolveAccount(
  arm: Http,
  claim: Claim,
  subscription: string,
): Promise<Resolution> {
  const at = accountIn(claim);
  if ("question" in at) return at;
  if (at.subscriptionId.toLowerCase() !== subscription) {
    return {
      question: `${at.name} is in another subscription than AZURE_STORAGE_SUBSCRIPTION names: who renews its keys?`,
    };
  }
  const { path, name } = at;
  const label = `storage account ${name}`;
  const found = await arm
    .read(accountResponse, { method: "GET", path, label, query })
    .catch(ifNotFound(undefined));
  return resolved(at, found);
}

function accountIn(claim: Claim): ArmResource | { question: string } {
  if (claim.kind !== "resource" || claim.resource.kind !== "AzureResource") {
    return { question: "Which storage account of Azure is it?" };
  }
  const { resourceId, label } = claim.resource;
  const at = parseArmId(resourceId, type);
  return at ?? { question: `${cleanLine(label, 100)} is not exactly one storage account` };
}

function resolved(at: ArmResource, account: Account | undefined): Resolution {
  if (account?.id.toLowerCase() !== at.key) {
    return { question: `There is no storage account ${at.name} where the incident names it` };
  }
  const { primaryEndpoints, allowSharedKeyAccess } = account.properties;
  if (allowSharedKeyAccess === false) {
    return {
      question: `${at.name} takes no shared key at all, so that renewing them keeps nobody out: what is to be done?`,
    };
  }
  const name = account.id.slice(account.id.lastIndexOf("/") + 1);
  const hosts = Object.values(primaryEndpoints ?? {})
    .filter(
      (endpoint): endpoint is string => typeof endpoint === "string" && URL.canParse(endpoint),
    )
    .map((endpoint) => new URL(endpoint).hostname);
  return {
    found: {
      id: at.key,
      label: name,
      names: [...new Set([account.id, name, `storageAccounts/${name}`, ...hosts])],
    },
  };
}

/** The account of a target, whose id is its resource id in lower case. */
export function accountOf({ id, label }: Target): ArmResource {
  const parsed = parseArmId(id, type);
  if (parsed) return parsed;
  const message = `The id of ${label} is not that of one storage account, so nothing was sent`;
  throw new ConnectorError(vendor, "permanent", message);
}
