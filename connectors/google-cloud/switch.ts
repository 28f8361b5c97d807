import type { ContainmentMethod } from "../../domain/containing";
import type { Json } from "../../domain/json";
import { ConnectorError } from "../connector-error";
import { type GoogleCloud, vendor } from "./client";

/** Something of IAM that is either enabled or disabled, and known by its one name. */
export interface Switch {
  /** "iam.serviceAccounts": permissions begin with it. */
  permissions: string;
  /** How errors call it. */
  label: string;
  isDisabled: (name: string) => Promise<boolean>;
}

/**
 * Disables and enables one thing of IAM. There is no etag for it: the call changes `disabled` and nothing
 * else. https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts/disable
 */
export function switching(
  cloud: GoogleCloud,
  { permissions, label, isDisabled }: Switch,
): Pick<ContainmentMethod, "look" | "act" | "undo"> {
  const turn = (name: string, verb: "disable" | "enable") =>
    cloud.iam(`${permissions}.${verb}`).send({
      method: "POST",
      path: `${iamPath(name)}:${verb}`,
      label: `${label}:${verb}`,
      body: {},
    });

  return {
    async look({ id }) {
      const disabled = await isDisabled(id);
      return { state: { disabled }, effect: disabled ? "in-effect" : "none" };
    },
    act: ({ id }) => turn(id, "disable"),
    async undo({ id, label: name }, before) {
      if (!wasEnabled(before)) {
        const message = `${name} was not enabled before, so it was not enabled`;
        throw new ConnectorError(vendor, "permanent", message);
      }
      if (await isDisabled(id)) await turn(id, "enable");
    },
  };
}

/** The path of a name such as "projects/p/serviceAccounts/1", each part percent-encoded. */
export const iamPath = (name: string): string =>
  `/v1/${name.split("/").map(encodeURIComponent).join("/")}`;

const wasEnabled = (before: Json): boolean =>
  typeof before === "object" &&
  before !== null &&
  !Array.isArray(before) &&
  before["disabled"] === false;
