import { createHash } from "node:crypto";
import { cleanLine } from "../../domain/clean-text";
import type { ContainmentMethod, Mark } from "../../domain/containing";
import type { Claim, Resolution, Target } from "../../domain/containment";
import { ConnectorError } from "../connector-error";
import { type Arn, parseArn } from "./arn";
import { type Aws, vendor } from "./client";
import { roleAnswer, rolePolicyAnswer } from "./iam-schema";

const kind = "revoke-aws-role-sessions";

/**
 * Revokes the sessions that a role has given out, by an inline policy of ours that denies everything to those
 * from before the containment began; who assumes the role anew is let in. Nothing else of the role is changed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export function roleSessions(aws: Aws, ourRole: () => Arn): ContainmentMethod {
  const readRole = (RoleName: string, mark?: Mark) =>
    aws("iam", mark).read("GetRole", { RoleName }, roleAnswer, "NoSuchEntity");

  async function policyOf(target: Target, mark: Mark): Promise<string | undefined> {
    const answer = await readRole(target.label, mark);
    if (answer?.Role.RoleId !== target.id) throw gone(target);
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
    async resolve(claim) {
      const named = roleIn(claim);
      const { account, text } = ourRole();
      if (!named || named.account !== account) {
        return { question: `Only sessions of an IAM role of the account ${account} are revoked` };
      }
      const role = (await readRole(named.roleName))?.Role;
      const isExact =
        role &&
        (named.arn === undefined ? role.RoleName === named.roleName : role.Arn === named.arn);
      if (!isExact) {
        const label = cleanLine(named.roleName, 100);
        return { question: `The account ${account} has no IAM role ${label}` };
      }
      return answerFor(role, text);
    },

    async look(target, mark) {
      const policy = (await policyOf(target, mark)) ?? null;
      const isRevoked = policy !== null && isOurs(policy);
      return { state: { policy }, effect: isRevoked ? "in-effect" : "none" };
    },

    act: (target, mark) =>
      aws("iam", mark).send("PutRolePolicy", {
        ...namesOf(target),
        PolicyDocument: documentOf(mark),
      }),

    async undo(target, _, mark) {
      const policy = await policyOf(target, mark);
      if (policy === undefined) return;
      if (!isOurs(policy)) throw another(target);
      await aws("iam", mark).send("DeleteRolePolicy", namesOf(target));
    },
  };
}

/** The same each time, so that a repeat replaces what it wrote itself. */
const namesOf = ({ id, label }: Target) => ({
  RoleName: label,
  PolicyName: `soar-${createHash("sha256").update(`${kind}:${id}`).digest("hex").slice(0, 12)}`,
});

const documentOf = ({ text, since }: Mark): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: text.replaceAll(/[^A-Za-z0-9]/g, ""),
        Effect: "Deny",
        Action: ["*"],
        Resource: ["*"],
        Condition: { DateLessThan: { "aws:TokenIssueTime": since } },
      },
    ],
  });

const form =
  /^\{"Version":"2012-10-17","Statement":\[\{"Sid":"[A-Za-z0-9]*","Effect":"Deny","Action":\["\*"\],"Resource":\["\*"\],"Condition":\{"DateLessThan":\{"aws:TokenIssueTime":"[\d:.TZ-]+"\}\}\}\]\}$/;
const isOurs = (policy: string): boolean => form.test(policy);

/** A role by its ARN, or by that of one of its sessions, which has the role's name and not its path. */
function roleIn(claim: Claim) {
  if (claim.kind !== "resource" || claim.resource.kind !== "CloudResource") return undefined;
  const arn = parseArn(claim.resource.id);
  if (!arn) return undefined;
  const [type, ...path] = arn.resource.split("/");
  const { account } = arn;
  if (arn.service === "iam" && type === "role") {
    return { account, roleName: path.at(-1) ?? "", arn: arn.text };
  }
  const [roleName = ""] = path;
  return arn.service === "sts" && type === "assumed-role" ? { account, roleName } : undefined;
}

interface Role {
  RoleName: string;
  RoleId: string;
  Arn: string;
  Path: string;
}

function answerFor({ RoleName, RoleId, Arn: arn, Path }: Role, ours: string): Resolution {
  if (arn === ours) return { question: `${RoleName} is the role by which this app works in AWS` };
  if (Path.startsWith("/aws-service-role/")) {
    return { question: `${RoleName} belongs to a service of AWS, which alone changes it` };
  }
  if (Path.startsWith("/aws-reserved/")) {
    return {
      question: `${RoleName} is a permission set's: revoke sessions in IAM Identity Center`,
    };
  }
  return { found: { id: RoleId, label: RoleName, names: [RoleName, arn] } };
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
    `The policy on ${cleanLine(label, 100)} was left: somebody else changed it since`,
  );
