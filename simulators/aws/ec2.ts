import type { World } from "../simulator";
import { aclOperations } from "./ec2-acls";
import { networkOperations } from "./ec2-network";
import type { InstanceRow, InterfaceRow } from "./ec2-rows";
import { powerOperations, settledRow, stateCodes } from "./ec2-power";
import { snapshotOperations } from "./ec2-snapshots";
import { type Ec2Tables, instanceIn, tagsAnswer } from "./ec2-tables";
import { type Form, entriesIn, listIn } from "./form";
import { accountId } from "./published";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html, what is of instances. */
export function ec2Operations(
  world: World,
  tables: Ec2Tables,
  snapshotSeconds: () => number,
  powerSeconds: () => number,
  isOvertaken: () => boolean,
) {
  const { instances, groups } = tables;
  const groupAnswer = (GroupId: string) => ({
    groupId: GroupId,
    groupName: groups.get(GroupId)?.GroupName ?? "",
  });

  const instanceAnswer = (row: InstanceRow) => ({
    instanceId: row.InstanceId,
    instanceState: { code: stateCodes[row.State], name: row.State },
    rootDeviceType: row.RootDeviceType ?? "ebs",
    ...(row.Lifecycle && { instanceLifecycle: row.Lifecycle }),
    ...(row.Interfaces[0] && {
      privateDnsName: `ip-${row.Interfaces[0].PrivateIpAddress.replaceAll(".", "-")}.eu-west-1.compute.internal`,
      privateIpAddress: row.Interfaces[0].PrivateIpAddress,
      vpcId: row.VpcId,
    }),
    groupSet: row.Interfaces[0]?.Groups.map(groupAnswer) ?? [],
    blockDeviceMapping: Object.entries(row.Volumes).map(([deviceName, volumeId]) => ({
      deviceName,
      ebs: { volumeId, status: "attached", deleteOnTermination: true },
    })),
    networkInterfaceSet: row.Interfaces.map(interfaceAnswer),
    tagSet: tagsAnswer(row.Tags),
  });

  const interfaceAnswer = (one: InterfaceRow) => ({
    networkInterfaceId: one.NetworkInterfaceId,
    ownerId: accountId,
    status: "in-use",
    privateIpAddress: one.PrivateIpAddress,
    groupSet: one.Groups.map(groupAnswer),
    ...(one.PublicIp && {
      association: { publicIp: one.PublicIp, ipOwnerId: one.isBorrowed ? "amazon" : accountId },
    }),
    privateIpAddressesSet: [{ privateIpAddress: one.PrivateIpAddress, primary: true }],
    ipv6AddressesSet: [],
  });

  /** Tags an instance; the only resource of ours that is tagged after it was made. */
  function tagged(form: Form, change: (tags: InstanceRow["Tags"]) => InstanceRow["Tags"]) {
    for (const id of listIn(form, "ResourceId")) {
      const row = instanceIn(tables, id);
      instances.set(id, { ...row, Tags: change(row.Tags) });
    }
    return { return: true };
  }

  return {
    ...snapshotOperations(world, tables, snapshotSeconds),
    ...networkOperations(tables),
    ...powerOperations(world, tables, powerSeconds),
    ...aclOperations(tables, isOvertaken),

    DescribeInstances(form: Form) {
      const rows = listIn(form, "InstanceId").map((id) =>
        settledRow(world.now(), instanceIn(tables, id)),
      );
      return {
        reservationSet: rows.map((row) => ({
          reservationId: `r-${row.InstanceId.slice(2)}`,
          ownerId: accountId,
          groupSet: [],
          instancesSet: [instanceAnswer(row)],
        })),
      };
    },

    CreateTags: (form: Form) =>
      tagged(form, (tags) => ({
        ...tags,
        ...Object.fromEntries(
          entriesIn(form, "Tag").map(({ Key = "", Value = "" }) => [Key, Value]),
        ),
      })),

    DeleteTags(form: Form) {
      const gone = new Set(entriesIn(form, "Tag").map(({ Key }) => Key));
      return tagged(form, (tags) =>
        Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.has(key))),
      );
    },
  };
}
