import { createHash } from "node:crypto";
import type { Mark } from "../../domain/containing";
import type { Aws } from "./client";
import { type Instance, snapshotsAnswer } from "./ec2-schema";

const keyTag = "soar:key";

/**
 * Snapshots of an instance's volumes, once for each containment: EC2 has no token that would keep a repeat from
 * making them again, so that they are looked for by their tag. They are evidence, and stay when it is released.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshots.html
 */
export async function keepSnapshots(aws: Aws, instance: Instance, mark: Mark): Promise<void> {
  const { instanceId, blockDeviceMapping = [] } = instance;
  const volumes = blockDeviceMapping.flatMap(({ ebs }) => (ebs ? [ebs.volumeId] : []));
  if (volumes.length === 0) return;
  const key = keyOf(instanceId, mark);
  const ec2 = aws("ec2", mark);
  const { snapshotSet } = await ec2.read(
    "DescribeSnapshots",
    { "Owner.1": "self", "Filter.1.Name": `tag:${keyTag}`, "Filter.1.Value.1": key },
    snapshotsAnswer,
  );
  if (snapshotSet.some(({ status }) => status !== "error")) return;
  await ec2.send("CreateSnapshots", {
    "InstanceSpecification.InstanceId": instanceId,
    Description: mark.text,
    "TagSpecification.1.ResourceType": "snapshot",
    "TagSpecification.1.Tag.1.Key": keyTag,
    "TagSpecification.1.Tag.1.Value": key,
    "TagSpecification.1.Tag.2.Key": "soar:incident",
    "TagSpecification.1.Tag.2.Value": mark.text,
  });
}

/** The same for each repeat of one containment, another for the next. */
const keyOf = (instanceId: string, { since }: Mark): string =>
  `soar-${createHash("sha256").update(`isolate-ec2-instance:${instanceId}:${since}`).digest("hex").slice(0, 12)}`;
