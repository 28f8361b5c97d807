import type { Mark } from "../../domain/containing";
import type { Aws } from "./client";
import { type Instance, groupsAnswer } from "./ec2-schema";
import { listParameters } from "./protocol";

/** The security group that isolates in an instance's network, or why there is none: a group that is made lets everything out. */
export async function isolationGroup(
  aws: Aws,
  named: readonly string[],
  { vpcId }: Instance,
  mark?: Mark,
): Promise<{ id: string } | { id?: never; question: string }> {
  const { securityGroupInfo } = await aws("ec2", mark).read(
    "DescribeSecurityGroups",
    listParameters("GroupId", named),
    groupsAnswer,
  );
  const group = securityGroupInfo.find((one) => one.vpcId === vpcId);
  if (!group) {
    return { question: `AWS_ISOLATION_GROUPS names no security group of the network ${vpcId}` };
  }
  const isOpen = (group.ipPermissionsEgress ?? [])
    .flatMap(({ ipRanges = [], ipv6Ranges = [] }) => [...ipRanges, ...ipv6Ranges])
    .some((range) => range === "0.0.0.0/0" || range === "::/0");
  if (!isOpen) return { id: group.groupId };
  return {
    question: `The security group ${group.groupId} lets everything out, so it isolates nothing: take out its rule for 0.0.0.0/0`,
  };
}
