import type { Arn } from "./arn";
import type { Aws } from "./client";
import { simulationAnswer } from "./iam-schema";
import { listParameters } from "./protocol";

const overUsers = ["iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:PutUserPolicy"];
const overRoles = ["iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"];
const overAll = [...overUsers, ...overRoles, "iam:CreatePolicyVersion"];

/**
 * Whether a user may change what others may do: everybody, a user that is not the user itself, or the role by
 * which this app works. IAM answers from all policies that apply, and changes nothing; undefined where its answer
 * depends on what it was not told. https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export async function hasPower(
  aws: Aws,
  PolicySourceArn: string,
  ours: Arn,
): Promise<boolean | undefined> {
  // Nobody needs to be there: only the name is compared with the policies.
  const somebody = `arn:${ours.partition}:iam::${ours.account}:user/soar-somebody-else`;
  const asked: [actions: string[], resource: string][] = [
    [overAll, "*"],
    [overUsers, somebody],
    [overRoles, ours.text],
  ];
  let isSure = true;
  for (const [actions, resource] of asked) {
    const { EvaluationResults: results } = await aws("iam").read(
      "SimulatePrincipalPolicy",
      {
        PolicySourceArn,
        ...listParameters("ActionNames.member", actions),
        "ResourceArns.member.1": resource,
      },
      simulationAnswer,
    );
    if (results.some(({ EvalDecision }) => EvalDecision === "allowed")) return true;
    const isTold = results.every(({ MissingContextValues: missing }) => !missing?.length);
    isSure &&= isTold && results.length >= actions.length;
  }
  return isSure ? false : undefined;
}
