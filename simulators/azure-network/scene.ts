import { SceneError, checkedEntry, checkedScene, isRecord } from "../simulator";
import type { IpGroupRow } from "./ip-group";

/** What a test can decide about the network. */
export interface Settings {
  /** How long an update takes when a firewall policy uses the group. */
  updateSeconds: number;
  /** Of the caller: "all", "read" or "none" of what IP groups need. */
  permissions: "all" | "read" | "none";
  /** Whether updates fail, after their time. */
  updatesFail: boolean;
  /** Whether the addresses of an update that fails are kept all the same, as they often are. */
  failedAreKept: boolean;
  /** Writes that one subscription may make in five minutes. */
  writes: number;
  /** Entries that somebody else's PUT leaves in the group right after each of ours; null for nobody. */
  overwrittenBy: string[] | null;
}

export const usual: Settings = {
  updateSeconds: 5,
  permissions: "all",
  updatesFail: false,
  failedAreKept: true,
  writes: 200,
  overwrittenBy: null,
};

export type SceneGroup = Partial<
  Pick<IpGroupRow, "location" | "tags" | "ipAddresses" | "firewallPolicies">
> &
  Pick<IpGroupRow, "subscriptionId" | "resourceGroup" | "name">;

export type Scene = Partial<Settings> & {
  /** Made, or changed as somebody else would: at once, and without a word. */
  ipGroups?: SceneGroup[];
};

const expected =
  'The scene of "azure-network" takes "updateSeconds" and "writes" (numbers), "permissions" ("all", ' +
  '"read" or "none"), "updatesFail" and "failedAreKept" (true or false), "overwrittenBy" (a list of ' +
  'entries, or null) and "ipGroups" ([{subscriptionId, resourceGroup, name, location, tags, ' +
  "ipAddresses, firewallPolicies}])";

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isCount = (value: unknown): boolean => typeof value === "number" && value >= 0;
const isFlag = (value: unknown): boolean => typeof value === "boolean";
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const groupChecks = {
  subscriptionId: isText,
  resourceGroup: isText,
  name: isText,
  location: isText,
  tags: (value: unknown) =>
    isRecord(value) && Object.values(value).every((tag) => typeof tag === "string"),
  ipAddresses: areTexts,
  firewallPolicies: areTexts,
};

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  updateSeconds: isCount,
  permissions: (value) => ["all", "read", "none"].some((one) => one === value),
  updatesFail: isFlag,
  failedAreKept: isFlag,
  writes: isCount,
  overwrittenBy: (value) => value === null || areTexts(value),
  ipGroups: (value) => Array.isArray(value) && value.every(isRecord),
};

export function sceneOf(input: unknown): Scene {
  const scene = checkedScene<Scene>(input, checks, expected);
  for (const group of scene.ipGroups ?? []) {
    checkedEntry("Each of ipGroups", { ...group }, groupChecks);
    const { subscriptionId, resourceGroup, name } = group;
    if (!subscriptionId || !resourceGroup || !name) {
      throw new SceneError("Each of ipGroups needs subscriptionId, resourceGroup and name");
    }
  }
  return scene;
}
