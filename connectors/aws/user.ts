import { cleanLine } from "../../domain/clean-text";
import type { Mark } from "../../domain/containing";
import type { Claim, Resolution } from "../../domain/containment";
import type { AccountEntity } from "../../domain/entity";
import { type Arn, parseArn } from "./arn";
import type { Aws } from "./client";
import { userAnswer } from "./iam-schema";
import { hasPower } from "./power";

/** One user of the account, as IAM has it now; undefined when there is none of this name. */
export async function readUser(aws: Aws, UserName: string, mark?: Mark) {
  const answer = await aws("iam", mark).read("GetUser", { UserName }, userAnswer, "NoSuchEntity");
  return answer?.User;
}

/**
 * The IAM user that an incident names: by its ARN, or by its whole name where the incident does not say that it
 * is of another directory.
 */
export async function resolveUser(aws: Aws, claim: Claim, ours: Arn): Promise<Resolution> {
  if (claim.kind !== "account") return { question: "Only a user of AWS IAM has access keys" };
  const { account } = ours;
  const named = namedBy(claim.account);
  const label = cleanLine(claim.account.label, 100);
  if (!named) {
    return { absent: `${label} is an account of another directory, not a user of AWS IAM` };
  }
  if (named.arn && (named.arn.account !== account || named.userName === undefined)) {
    return {
      absent: `${label} is no IAM user of the account ${account}: a role's sessions are revoked at the role, and other accounts are not ours to change`,
    };
  }
  const { userName = "" } = named;
  if (!/^[\w+=,.@-]{1,64}$/.test(userName)) {
    return { absent: `${label} is no name that a user of AWS IAM can have` };
  }
  const user = await readUser(aws, userName);
  const isExact = user && (named.arn ? user.Arn === named.arn.text : user.UserName === userName);
  if (!isExact) return { absent: `The account ${account} has no IAM user ${label}` };
  const isPrivileged = await hasPower(aws, user.Arn, ours);
  return {
    found: {
      id: user.UserId,
      label: user.UserName,
      names: [user.UserName, user.Arn],
      ...(isPrivileged !== undefined && { isPrivileged }),
    },
  };
}

interface Named {
  arn?: Arn;
  userName?: string | undefined;
}

/** How an incident names an IAM user; undefined for an account of another directory. */
export function namedBy(account: AccountEntity): Named | undefined {
  const { label, name, userPrincipalName, aadUserId, sid, ntDomain } = account;
  const arn = [label, name, userPrincipalName]
    .map((text) => parseArn(text ?? ""))
    .find((one) => one !== undefined);
  if (arn) {
    const isUser = arn.service === "iam" && arn.resource.startsWith("user/");
    return { arn, userName: isUser ? arn.resource.split("/").at(-1) : undefined };
  }
  if (aadUserId ?? sid ?? ntDomain) return undefined;
  return { userName: userPrincipalName ?? name ?? label };
}
