import type { KindOfContainment } from "../../domain/kind-of-containment";

/** Permissions on resources of one form; an action that AWS does not narrow is `everywhere`. */
const on = (resource: string, ...names: readonly string[]) =>
  names.map((name) => ({ of: "AWS", name, on: resource }));
const everywhere = (...names: readonly string[]) => names.map((name) => ({ of: "AWS", name }));

const users = "arn:aws:iam::*:user/*";
const roles = "arn:aws:iam::*:role/*";
const ec2 = (type: string): string => `arn:aws:ec2:*:*:${type}/*`;
// A snapshot's ARN names no account.
const snapshots = "arn:aws:ec2:*::snapshot/*";

export const kinds = {
  "aws-waf-block": {
    verb: "Block in AWS WAF",
    undoVerb: "Unblock in AWS WAF",
    takes: ["address"],
    vendor: "aws",
    permissions: on("arn:aws:wafv2:*:*:*/ipset/*", "wafv2:GetIPSet", "wafv2:UpdateIPSet"),
    effect: "when AWS WAF has told every place where it runs, within minutes",
  },
  "disable-aws-access-keys": {
    verb: "Disable the AWS access keys of",
    undoVerb: "Enable the AWS access keys of",
    takes: "account",
    vendor: "aws",
    permissions: on(
      users,
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
      ...everywhere("ec2:DescribeInstances", "ec2:DescribeSecurityGroups", "ec2:DescribeSnapshots"),
      ...on(ec2("instance"), "ec2:CreateSnapshots", "ec2:CreateTags", "ec2:DeleteTags"),
      ...on(ec2("volume"), "ec2:CreateSnapshots"),
      ...on(snapshots, "ec2:CreateSnapshots", "ec2:CreateTags"),
      ...on(ec2("network-interface"), "ec2:ModifyNetworkInterfaceAttribute"),
      ...on(ec2("security-group"), "ec2:ModifyNetworkInterfaceAttribute"),
    ],
    effect: "within seconds for new connections; some that are open may go on",
  },
  "stop-ec2-instance": {
    verb: "Stop the EC2 instance",
    undoVerb: "Start the EC2 instance",
    takes: "host",
    vendor: "aws",
    permissions: [
      ...everywhere("ec2:DescribeInstances"),
      ...on(ec2("instance"), "ec2:StopInstances", "ec2:StartInstances"),
    ],
    effect: "when it has shut down, within some minutes; what was in its memory is lost",
  },
  "revoke-aws-role-sessions": {
    verb: "Revoke the AWS sessions of",
    undoVerb: "Let the old AWS sessions in again of",
    takes: "resource",
    vendor: "aws",
    permissions: on(
      roles,
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
      ...everywhere("ec2:DescribeNetworkAcls"),
      ...on(ec2("network-acl"), "ec2:CreateNetworkAclEntry", "ec2:DeleteNetworkAclEntry"),
    ],
    effect: "within seconds, for every subnet of the network ACL",
  },
} as const satisfies Record<string, KindOfContainment>;
