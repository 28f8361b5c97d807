import type { KindOfContainment } from "../../domain/kind-of-containment";

const aws = (on: string, ...names: readonly string[]) =>
  names.map((name) => ({ of: "AWS", name, on }));

export const kinds = {
  "aws-waf-block": {
    verb: "Block in AWS WAF",
    undoVerb: "Unblock in AWS WAF",
    takes: ["address"],
    vendor: "aws",
    permissions: aws("the IP sets", "wafv2:GetIPSet", "wafv2:UpdateIPSet"),
    effect: "when AWS WAF has told every place where it runs, within minutes",
  },
  "disable-aws-access-keys": {
    verb: "Disable the AWS access keys of",
    undoVerb: "Enable the AWS access keys of",
    takes: "account",
    vendor: "aws",
    permissions: aws(
      "the users of the account",
      "iam:GetUser",
      "iam:ListAccessKeys",
      "iam:SimulatePrincipalPolicy",
      "iam:UpdateAccessKey",
      "iam:TagUser",
      "iam:UntagUser",
    ),
    effect: "within seconds; sessions that the keys have opened go on until they end",
  },
  "revoke-aws-role-sessions": {
    verb: "Revoke the AWS sessions of",
    undoVerb: "Let the old AWS sessions in again of",
    takes: "resource",
    vendor: "aws",
    permissions: aws(
      "the roles of the account, but for the app's own",
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:PutRolePolicy",
      "iam:DeleteRolePolicy",
    ),
    effect: "within seconds; who may assume the role gets in again",
  },
} as const satisfies Record<string, KindOfContainment>;
