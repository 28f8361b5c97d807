import { cleanLine } from "../../domain/clean-text";
import type { Mark } from "../../domain/containing";
import type { Claim, Resolution } from "../../domain/containment";
import { type Arn, parseArn } from "./arn";
import type { Aws } from "./client";
import { roleAnswer } from "./iam-schema";

/** A role as IAM has it now; undefined when there is none of this name. */
export async function readRole(aws: Aws, RoleName: string, mark?: Mark) {
  const answer = await aws("iam", mark).read("GetRole", { RoleName }, roleAnswer, "NoSuchEntity");
  return answer?.Role;
}

/** The role that an incident names, of the account of `ours`: never that by which this app works. */
export async function resolveRole(aws: Aws, claim: Claim, ours: Arn): Promise<Resolution> {
  const named = roleIn(claim);
  if (named?.account !== ours.account) {
    return { absent: `Only sessions of an IAM role of the account ${ours.account} are revoked` };
  }
  const { roleName, arn } = named;
  const role = await readRole(aws, roleName);
  const isExact = role && (arn === undefined ? role.RoleName === roleName : role.Arn === arn);
  if (isExact) return answerFor(role, ours.text);
  return { absent: `The account ${ours.account} has no IAM role ${cleanLine(roleName, 100)}` };
}

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
