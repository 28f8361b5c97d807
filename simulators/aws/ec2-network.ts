import { type Ec2Tables, groupIn } from "./ec2-tables";
import { type Form, listIn } from "./form";
import { Problem } from "./problem";
import { accountId } from "./published";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html, and the groups. */
export function networkOperations(tables: Ec2Tables) {
  const { instances } = tables;
  return {
    DescribeSecurityGroups(form: Form) {
      return {
        securityGroupInfo: listIn(form, "GroupId")
          .map((id) => groupIn(tables, id))
          .map((row) => ({
            ownerId: accountId,
            groupId: row.GroupId,
            groupName: row.GroupName,
            groupDescription: row.GroupName,
            vpcId: row.VpcId,
            ipPermissions: [],
            ipPermissionsEgress: row.Egress.map((cidrIp) => ({
              ipProtocol: "-1",
              groups: [],
              ipRanges: [{ cidrIp }],
              ipv6Ranges: [],
              prefixListIds: [],
            })),
            tagSet: [],
          })),
      };
    },

    ModifyNetworkInterfaceAttribute(form: Form) {
      const id = form.get("NetworkInterfaceId") ?? "";
      const row = instances
        .rows()
        .find(({ Interfaces }) => Interfaces.some((one) => one.NetworkInterfaceId === id));
      if (!row) {
        const message = `The networkInterface ID '${id}' does not exist`;
        throw new Problem("InvalidNetworkInterfaceID.NotFound", message);
      }
      const Groups = listIn(form, "SecurityGroupId");
      if (Groups.some((one) => groupIn(tables, one).VpcId !== row.VpcId)) {
        const message = "You have specified two resources that belong to different networks.";
        throw new Problem("InvalidParameter", message);
      }
      if (Groups.length === 0 || Groups.length > 5) {
        const message = "The maximum number of security groups per interface has been reached.";
        throw new Problem("SecurityGroupsPerInterfaceLimitExceeded", message);
      }
      const Interfaces = row.Interfaces.map((one) =>
        one.NetworkInterfaceId === id ? { ...one, Groups } : one,
      );
      instances.set(row.InstanceId, { ...row, Interfaces });
      return { return: true };
    },
  };
}
