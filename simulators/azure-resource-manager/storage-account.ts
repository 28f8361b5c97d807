import { createHash } from "node:crypto";
import { type Answer, type Routes, type SimulatedRequest, type Table } from "../simulator";
import type { Arm } from "./arm";
import { armError, membersOf, notFound } from "./refusal";
import { type Resource, type ResourceType, bodyOf } from "./resource";
import { pathOf, routesOf } from "./resources";

/** A key as it is kept: its value is made from how often it was renewed. */
interface Key {
  keyName: string;
  creationTime: string | null;
  renewals: number;
}

const keysOf = ({ keys }: Resource): Key[] => keys as Key[];

const shownKey = ({ id }: Resource, { keyName, creationTime, renewals }: Key): object => ({
  keyName,
  value: createHash("sha512").update(`${id}/${keyName}/${renewals}`).digest("base64"),
  permissions: "FULL",
  ...(creationTime !== null && { creationTime }),
});

const listed = (account: Resource): Answer => ({
  body: { keys: keysOf(account).map((key) => shownKey(account, key)) },
});

/** https://learn.microsoft.com/rest/api/storagerp/storage-accounts */
const storageAccount: ResourceType = {
  type: "Microsoft.Storage/storageAccounts",
  versions: ["2023-05-01", "2024-01-01", "2025-01-01", "2025-06-01", "2025-08-01"],
  hasEtag: false,
  shown(resource) {
    const { keys: _, ...body } = bodyOf(resource);
    return body;
  },
};

/** Accounts, which are read here, and their keys, which are listed and renewed at once. */
export function storageAccounts(arm: Arm, resources: Table<Resource>): Routes {
  const { type } = storageAccount;
  const path = pathOf(type);

  const withAccount =
    (act: (account: Resource, request: SimulatedRequest) => Answer) =>
    (request: SimulatedRequest): Answer => {
      const id = request.path.split("/").slice(0, 9).join("/");
      const account = arm.find(id);
      return account ? act(account, request) : notFound(type, id);
    };

  function renewed(account: Resource, request: SimulatedRequest): Answer {
    const read = membersOf(request);
    if ("refusal" in read) return read.refusal;
    const { keyName } = read.members;
    const found = keysOf(account).find((key) => key.keyName === keyName);
    if (!found) {
      const message = "Values for request parameters are invalid: keyName.";
      return armError(400, "InvalidValuesForRequestParameters", message);
    }
    const creationTime = new Date(arm.world.now()).toISOString();
    const keys = keysOf(account).map((key) =>
      key === found ? { ...key, creationTime, renewals: key.renewals + 1 } : key,
    );
    return listed(arm.save({ ...account, keys }));
  }

  function list({ params }: SimulatedRequest): Answer {
    const under = `/subscriptions/${params["subscriptionId"]}/`.toLowerCase();
    const value = resources
      .rows()
      .filter(({ id }) => id.includes(`/${type}/`) && id.toLowerCase().startsWith(under))
      .map((account) => arm.answer(storageAccount, account));
    return { body: { value } };
  }

  const behind = (action: string, isWrite: boolean, act: (request: SimulatedRequest) => Answer) =>
    arm.behind(storageAccount, `${type}/${action}`, isWrite, act);
  return {
    ...routesOf(arm, storageAccount),
    [`GET /subscriptions/{subscriptionId}/providers/${type}`]: behind("read", false, list),
    // A read-only lock forbids to list keys, too.
    [`POST ${path}/listKeys`]: behind("listKeys/action", true, withAccount(listed)),
    [`POST ${path}/regenerateKey`]: behind("regenerateKey/action", true, withAccount(renewed)),
  };
}
