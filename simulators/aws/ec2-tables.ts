import type { Table } from "../simulator";
import type { AclRow, GroupRow, InstanceRow, SnapshotRow } from "./ec2-rows";
import { Problem } from "./problem";

export interface Ec2Tables {
  instances: Table<InstanceRow>;
  groups: Table<GroupRow>;
  snapshots: Table<SnapshotRow>;
  acls: Table<AclRow>;
}

/** An instance by its id, or EC2's refusal. */
export function instanceIn({ instances }: Ec2Tables, id: string): InstanceRow {
  if (!/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new Problem("InvalidInstanceID.Malformed", `Invalid id: "${id}"`);
  }
  const found = instances.get(id);
  if (found) return found;
  const message = `The instance ID '${id}' does not exist`;
  throw new Problem("InvalidInstanceID.NotFound", message);
}

/** A security group by its id, or EC2's refusal. */
export function groupIn({ groups }: Ec2Tables, id: string): GroupRow {
  const found = groups.get(id);
  if (found) return found;
  throw new Problem("InvalidGroup.NotFound", `The security group '${id}' does not exist`);
}

export const tagsAnswer = (tags: Record<string, string>) =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));
