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
  "isolate-ec2-instance": {
    verb: "Isolate the EC2 instance",
    undoVerb: "Release the EC2 instance",
    takes: "host",
    vendor: "aws",
    permissions: [
      ...aws(
        "everything (AWS narrows none of them)",
        "ec2:DescribeInstances",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSnapshots",
      ),
      ...aws("instances, volumes and snapshots", "ec2:CreateSnapshots", "ec2:CreateTags"),
      ...aws("instances", "ec2:DeleteTags"),
      ...aws("network interfaces and security groups", "ec2:ModifyNetworkInterfaceAttribute"),
    ],
    effect: "within seconds for new connections; some that are open may go on",
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
  "aws-acl-block": {
    verb: "Block in the AWS network ACL",
    undoVerb: "Unblock in the AWS network ACL",
    takes: ["address"],
    vendor: "aws",
    permissions: [
      ...aws("everything (AWS does not narrow it)", "ec2:DescribeNetworkAcls"),
      ...aws("the network ACL", "ec2:CreateNetworkAclEntry", "ec2:DeleteNetworkAclEntry"),
    ],
    effect: "within seconds, for every subnet of the network ACL",
  },
} as const satisfies Record<string, KindOfContainment>;
