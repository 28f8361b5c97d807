import type { Json } from "../../domain/json";
import { ConnectorError } from "../connector-error";
import { vendor } from "./client";
import type { Instance } from "./ec2-schema";

/**
 * On an instance whose several interfaces are being given their groups back. Each is a request of its own, so
 * that what stops between two must be told from a group that somebody else gave.
 */
export const restoringTag = "soar:restoring";

/** Security groups by network interface. */
export type Groups = Record<string, string[]>;

/** The groups of each interface, in one order. */
export const groupsOf = ({ networkInterfaceSet = [] }: Instance): Groups =>
  Object.fromEntries(
    networkInterfaceSet.map(({ networkInterfaceId, groupSet }) => [
      networkInterfaceId,
      groupSet.map(({ groupId }) => groupId).toSorted(),
    ]),
  );

/** The isolation group that interfaces had before an undo that was stopped. */
export const restoringIn = ({ tagSet = [] }: Instance): string | undefined =>
  tagSet.find(({ key }) => key === restoringTag)?.value;

/** The groups that were before. */
export function interfacesIn(before: Json): Groups {
  const found =
    typeof before === "object" && before !== null && "interfaces" in before
      ? before["interfaces"]
      : undefined;
  if (typeof found === "object" && found !== null) return found as Groups;
  const message = "It is not known which security groups it had, so none was given back";
  throw new ConnectorError(vendor, "permanent", message);
}

export const isSame = (a: string[] | undefined, b: string[] | undefined): boolean =>
  a?.join() === b?.join();
