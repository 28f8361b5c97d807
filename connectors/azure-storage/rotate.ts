import type { ContainmentMethod, Mark } from "../../domain/containing";
import { createArm } from "../arm";
import type { ArmResource } from "../arm-resource";
import type { Checked } from "../checked";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Tokens } from "../credentials";
import { inSteps } from "../in-steps";
import { kinds } from "./kinds";
import { accountOf, query, resolveAccount, type, vendor } from "./resolve";
import { type Key, accountsResponse, keysResponse } from "./schema";

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

  /** The answer holds the new values, and is not read. */
  const renew = ({ path, name }: ArmResource, keyName: string): Promise<void> =>
    arm.send({
      method: "POST",
      path: `${path}/regenerateKey`,
      label: `${keyName} of storage account ${name}`,
      query,
      body: { keyName },
    });

  return {
    async resolve(claim) {
      if (!subscription) throw notConfigured(vendor, "AZURE_STORAGE_SUBSCRIPTION");
      return resolveAccount(arm, claim, subscription);
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
