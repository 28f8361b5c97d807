import { cleanLine } from "../../domain/clean-text";
import type { ContainmentMethod, Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { ConnectorError } from "../connector-error";
import type { Arn } from "./arn";
import { type Aws, vendor } from "./client";
import { rolePolicyAnswer } from "./iam-schema";
import { readRole, resolveRole } from "./role";
import { documentOf, isOurs, namesOf } from "./role-policy";

/**
 * Revokes the sessions that a role has given out, by an inline policy of ours that denies everything to those
 * from before the containment began; who assumes the role anew is let in. Nothing else of the role is changed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export function roleSessions(aws: Aws, ourRole: () => Arn): ContainmentMethod {
  async function policyOf(target: Target, mark: Mark): Promise<string | undefined> {
    const role = await readRole(aws, target.label, mark);
    if (role?.RoleId !== target.id) throw gone(target);
    const input = namesOf(target);
    const policy = await aws("iam", mark).read(
      "GetRolePolicy",
      input,
      rolePolicyAnswer,
      "NoSuchEntity",
    );
    return policy?.PolicyDocument;
  }

  return {
    resolve: (claim) => resolveRole(aws, claim, ourRole()),

    async look(target, mark) {
      const policy = (await policyOf(target, mark)) ?? null;
      const isRevoked = policy !== null && isOurs(policy);
      return { state: { policy }, effect: isRevoked ? "in-effect" : "none" };
    },

    async act(target, mark) {
      const there = await policyOf(target, mark);
      if (there !== undefined && !isOurs(there)) throw another(target);
      const PolicyDocument = documentOf(mark);
      await aws("iam", mark).send("PutRolePolicy", { ...namesOf(target), PolicyDocument });
    },

    async undo(target, _, mark) {
      const policy = await policyOf(target, mark);
      if (policy === undefined) return;
      if (!isOurs(policy)) throw another(target);
      await aws("iam", mark).send("DeleteRolePolicy", namesOf(target));
    },
  };
}

const gone = ({ label }: Target): ConnectorError =>
  new ConnectorError(
    vendor,
    "permanent",
    `The IAM role ${cleanLine(label, 100)} is not the one any more that it was about: it was deleted`,
  );

const another = ({ label }: Target): ConnectorError =>
  new ConnectorError(
    vendor,
    "permanent",
    `The policy on ${cleanLine(label, 100)} was left: its name is ours, and its words are somebody else's`,
  );
