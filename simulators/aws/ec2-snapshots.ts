import { randomBytes } from "node:crypto";
import type { World } from "../simulator";
import type { SnapshotRow } from "./ec2-rows";
import { type Ec2Tables, instanceIn, tagsAnswer } from "./ec2-tables";
import { type Form, entriesIn, listIn } from "./form";
import { Problem } from "./problem";
import { accountId } from "./published";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshots.html */
export function snapshotOperations(world: World, tables: Ec2Tables, snapshotSeconds: () => number) {
  const { snapshots } = tables;
  const isDone = ({ StartTime }: SnapshotRow): boolean =>
    world.now() >= StartTime + snapshotSeconds() * 1_000;

  return {
    CreateSnapshots(form: Form) {
      const row = instanceIn(tables, form.get("InstanceSpecification.InstanceId") ?? "");
      const tags = entriesIn(form, "TagSpecification.1.Tag");
      const Tags = Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
      if (tags.length > 0 && form.get("TagSpecification.1.ResourceType") !== "snapshot") {
        throw new Problem("InvalidParameterValue", "Tags are of snapshots here");
      }
      const made = Object.values(row.Volumes).map((VolumeId): SnapshotRow => ({
        SnapshotId: `snap-0${randomBytes(8).toString("hex")}`,
        VolumeId,
        Description: form.get("Description") ?? "",
        Tags,
        StartTime: world.now(),
      }));
      for (const one of made) snapshots.set(one.SnapshotId, one);
      return { snapshotSet: made.map((one) => ({ ...snapshotAnswer(one), state: "pending" })) };
    },

    DescribeSnapshots(form: Form) {
      const filters = [1, 2, 3].flatMap((position) => {
        const name = form.get(`Filter.${position}.Name`);
        return name === null ? [] : [{ name, values: listIn(form, `Filter.${position}.Value`) }];
      });
      const fits = (row: SnapshotRow): boolean =>
        filters.every(({ name, values }) =>
          values.includes(row.Tags[name.replace("tag:", "")] ?? ""),
        );
      return {
        snapshotSet: snapshots
          .rows()
          .filter(fits)
          .map((row) => ({
            ...snapshotAnswer(row),
            status: isDone(row) ? "completed" : "pending",
            progress: isDone(row) ? "100%" : "0%",
          })),
      };
    },
  };
}

const snapshotAnswer = (row: SnapshotRow) => ({
  snapshotId: row.SnapshotId,
  volumeId: row.VolumeId,
  description: row.Description,
  ownerId: accountId,
  startTime: new Date(row.StartTime).toISOString(),
  tagSet: tagsAnswer(row.Tags),
});
