import { cleanLine } from "../../domain/clean-text";
import type { ContainmentMethod, Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { Json } from "../../domain/json";
import { ConnectorError } from "../connector-error";
import type { Arn } from "./arn";
import { type Aws, vendor } from "./client";
import { keysAnswer } from "./iam-schema";
import { readUser, resolveUser } from "./user";

/**
 * On a user whose several keys are being made active again: which. Each is a request of its own, so that what
 * stops between two must be told from a key that somebody else made active.
 */
const restoringTag = "soar:restoring";

type Statuses = Record<string, string>;

/**
 * Makes all access keys of an IAM user inactive, and those that were active active again. IAM has no etag for a
 * key; its status is all that is sent. https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html
 */
export function accessKeys(aws: Aws, ourRole: () => Arn): ContainmentMethod {
  /** What the user's keys are, and which of them an undo that was stopped is at. */
  async function read(target: Target, mark: Mark) {
    const { id, label: UserName } = target;
    const user = await readUser(aws, UserName, mark);
    if (user?.UserId !== id) throw gone(target);
    const { AccessKeyMetadata } = await aws("iam", mark).read(
      "ListAccessKeys",
      { UserName },
      keysAnswer,
    );
    const keys: Statuses = Object.fromEntries(
      AccessKeyMetadata.map(({ AccessKeyId, Status }) => [AccessKeyId, Status]),
    );
    const restoring = user.Tags?.find(({ Key }) => Key === restoringTag)?.Value.split(" ") ?? [];
    return { keys, restoring };
  }

  async function set({ label: UserName }: Target, keys: string[], Status: string, mark: Mark) {
    for (const AccessKeyId of keys) {
      await aws("iam", mark).send("UpdateAccessKey", { UserName, AccessKeyId, Status });
    }
  }

  const unmark = ({ label: UserName }: Target, mark: Mark) =>
    aws("iam", mark).send("UntagUser", { UserName, "TagKeys.member.1": restoringTag });

  return {
    async resolve(claim) {
      const found = await resolveUser(aws, claim, ourRole());
      if (!("found" in found)) return found;
      const { label: UserName } = found.found;
      const { AccessKeyMetadata } = await aws("iam").read(
        "ListAccessKeys",
        { UserName },
        keysAnswer,
      );
      if (AccessKeyMetadata.length > 0) return found;
      return { absent: `The IAM user ${cleanLine(UserName, 100)} has no access key` };
    },

    async look(target, mark) {
      const { keys, restoring } = await read(target, mark);
      const shown = Object.fromEntries(
        Object.entries(keys).map(([id, status]) => [
          id,
          restoring.includes(id) ? "Inactive" : status,
        ]),
      );
      const isOff = activeOf(keys).length === 0 && restoring.length === 0;
      return { state: { keys: shown }, effect: isOff ? "in-effect" : "none" };
    },

    async act(target, mark) {
      const { keys, restoring } = await read(target, mark);
      await set(target, activeOf(keys), "Inactive", mark);
      if (restoring.length > 0) await unmark(target, mark);
    },

    async undo(target, before, mark) {
      const wanted = activeOf(statusesIn(before));
      const { keys, restoring } = await read(target, mark);
      const missing = wanted.filter((id) => keys[id] === "Inactive");
      const isMarked = restoring.length > 0;
      if (missing.length > 1 && !isMarked) {
        await aws("iam", mark).send("TagUser", {
          UserName: target.label,
          "Tags.member.1.Key": restoringTag,
          "Tags.member.1.Value": missing.join(" "),
        });
      }
      await set(target, missing, "Active", mark);
      if (missing.length > 1 || isMarked) await unmark(target, mark);
    },
  };
}

const activeOf = (keys: Statuses): string[] =>
  Object.keys(keys)
    .filter((id) => keys[id] === "Active")
    .toSorted();

function statusesIn(before: Json): Statuses {
  const keys =
    typeof before === "object" && before !== null && "keys" in before ? before["keys"] : undefined;
  if (typeof keys === "object" && keys !== null) return keys as Statuses;
  const message = "It is not known which access keys were active before, so none was made active";
  throw new ConnectorError(vendor, "permanent", message);
}

const gone = ({ label }: Target): ConnectorError =>
  new ConnectorError(
    vendor,
    "permanent",
    `The IAM user ${cleanLine(label, 100)} is not the one any more that it was about: it was deleted or renamed`,
  );
