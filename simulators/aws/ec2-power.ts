import type { World } from "../simulator";
import type { InstanceRow } from "./ec2-rows";
import { type Ec2Tables, instanceIn } from "./ec2-tables";
import { type Form, listIn } from "./form";
import { Problem } from "./problem";

export const stateCodes = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

const leadsTo: Partial<Record<InstanceRow["State"], InstanceRow["State"]>> = {
  stopping: "stopped",
  pending: "running",
};

/** An instance as it is now: what was on its way has come to its end. */
export function settledRow(now: number, { SettlesAt, ...row }: InstanceRow): InstanceRow {
  const end = leadsTo[row.State];
  if (end !== undefined && now >= (SettlesAt ?? 0)) return { ...row, State: end };
  return SettlesAt === undefined ? row : { ...row, SettlesAt };
}

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html and API_StartInstances: both
 * answer a repeat as if it were the first.
 */
export function powerOperations(world: World, tables: Ec2Tables, powerSeconds: () => number) {
  const { instances } = tables;
  const change =
    (name: "StopInstances" | "StartInstances", on: "stopping" | "pending", refusing: string[]) =>
    (form: Form) => ({
      instancesSet: listIn(form, "InstanceId").map((id) => {
        const row = settledRow(world.now(), instanceIn(tables, id));
        const { State } = row;
        if (name === "StopInstances" && row.RootDeviceType === "instance-store") {
          const message = `The instance '${id}' does not have an 'ebs' root device type and cannot be stopped.`;
          throw new Problem("UnsupportedOperation", message);
        }
        if (refusing.includes(State)) {
          const verb = name === "StopInstances" ? "stopped" : "started";
          const message = `The instance '${id}' is not in a state from which it can be ${verb}.`;
          throw new Problem("IncorrectInstanceState", message);
        }
        const isThere = State === on || State === leadsTo[on];
        const next: InstanceRow = isThere
          ? row
          : { ...row, State: on, SettlesAt: world.now() + powerSeconds() * 1_000 };
        instances.set(id, next);
        return {
          instanceId: id,
          currentState: { code: stateCodes[next.State], name: next.State },
          previousState: { code: stateCodes[State], name: State },
        };
      }),
    });
  return {
    StopInstances: change("StopInstances", "stopping", ["shutting-down", "terminated"]),
    StartInstances: change("StartInstances", "pending", [
      "stopping",
      "shutting-down",
      "terminated",
    ]),
  };
}
