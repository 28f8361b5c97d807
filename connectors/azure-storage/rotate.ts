import { cleanLine } from "../../domain/clean-text";
import type { ContainmentMethod, Mark } from "../../domain/containing";
import type { Claim, Resolution, Target } from "../../domain/containment";
import { createArm } from "../arm";
import { type ArmResource, parseArmId } from "../arm-resource";
import type { Checked } from "../checked";
import { ConnectorError, ifNotFound, notConfigured } from "../connector-error";
import type { Tokens } from "../credentials";
import { inSteps } from "../in-steps";
import { kinds } from "./kinds";
import { type Account, type Key, accountResponse, accountsResponse, keysResponse } from "./schema";

const vendor = "azure-storage";
const query = { "api-version": "2025-08-01" };
const type = "Microsoft.Storage/storageAccounts";

/** Two clocks are never the same: a key renewed a moment before ours began counts as renewed. */
const toleranceMs = 2_000;

/**
 * Renews both keys of a storage account, so that a stolen one is worth nothing. It is not idempotent: a
 * key that was made since the containment began is not renewed again. No value of a key is kept.
 * https://learn.microsoft.com/rest/api/storagerp/storage-accounts/regenerate-key
 */
export function keyRotation(
  { url, subscription }: { url: string; subscription: string | undefined },
  tokens: Tokens,
): ContainmentMethod & Checked {
  const permissions = kinds["rotate-storage-keys"].permissions.map(({ name }) => name).join(", ");
  const arm = createArm(
    {
      vendor,
      url,
      permissions: `${permissions} on the storage account`,
      notFound: "see whether the storage account was deleted or moved",
    },
    tokens,
  );

  async function keysOf({ path, name }: ArmResource): Promise<Key[]> {
    const label = `keys of storage account ${name}`;
    const { keys } = await arm.read(keysResponse, {
      method: "POST",
      path: `${path}/listKeys`,
      label,
      query,
    });
    if (keys.length > 0) return keys;
    throw new ConnectorError(
      vendor,
      "permanent",
      `POST ${label} answered none: renew them by hand`,
    );
  }

  async function renew({ path, name }: ArmResource, keyName: string): Promise<void> {
    const label = `${keyName} of storage account ${name}`;
    const body = { keyName };
    await arm.write(keysResponse, {
      method: "POST",
      path: `${path}/regenerateKey`,
      label,
      query,
      body,
    });
  }

  return {
    async resolve(claim) {
      if (!subscription) throw notConfigured(vendor, "AZURE_STORAGE_SUBSCRIPTION");
      const at = accountIn(claim);
      if ("question" in at) return at;
      if (at.subscriptionId.toLowerCase() !== subscription) {
        return {
          question: `${at.name} is in another subscription than AZURE_STORAGE_SUBSCRIPTION names: who renews its keys?`,
        };
      }
      const found = await arm
        .read(accountResponse, {
          method: "GET",
          path: at.path,
          label: `storage account ${at.name}`,
          query,
        })
        .catch(ifNotFound(undefined));
      return resolved(at, found);
    },

    /** Its `state` is empty: when a key was made also changes by itself, when its owner renews it. */
    async look(target, mark) {
      const keys = await keysOf(accountOf(target));
      const isDone = keys.every((key) => isNew(key, mark));
      return { state: {}, effect: isDone ? "in-effect" : "none" };
    },

    async act(target, mark) {
      const account = accountOf(target);
      const old = (await keysOf(account)).filter((key) => !isNew(key, mark));
      await inSteps(
        vendor,
        old.map(
          ({ keyName }) =>
            () =>
              renew(account, keyName),
        ),
      );
    },

    async undo({ label }) {
      const message = `The former keys of ${label} cannot be given back: give the new ones to whatever uses it`;
      throw new ConnectorError(vendor, "permanent", message);
    },

    /** Lists the accounts of the subscription: those that the identity may see. */
    async check() {
      if (!subscription) throw notConfigured(vendor, "AZURE_STORAGE_SUBSCRIPTION");
      const path = `/subscriptions/${subscription}/providers/${type}`;
      const label = "storage accounts of the subscription";
      const { value } = await arm.read(accountsResponse, { method: "GET", path, label, query });
      if (value.length > 0) return `sees ${value.length} storage account(s)`;
      const message =
        "The app's identity sees no storage account in the subscription: give it its role there";
      throw new ConnectorError(vendor, "auth", message);
    },
  };
}

const isNew = ({ creationTime }: Key, { since }: Mark): boolean =>
  typeof creationTime === "string" && Date.parse(creationTime) >= Date.parse(since) - toleranceMs;

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
  const hosts = Object.values(primaryEndpoints ?? {})
    .filter(
      (endpoint): endpoint is string => typeof endpoint === "string" && URL.canParse(endpoint),
    )
    .map((endpoint) => new URL(endpoint).hostname);
  return {
    found: {
      id: at.key,
      label: at.name,
      names: [...new Set([account.id, at.name, `storageAccounts/${at.name}`, ...hosts])],
    },
  };
}

function accountOf({ id, label }: Target): ArmResource {
  const parsed = parseArmId(id, type);
  if (parsed) return parsed;
  const message = `The id of ${label} is not that of one storage account, so nothing was sent`;
  throw new ConnectorError(vendor, "permanent", message);
}
