import { checkedScene, isRecord } from "../simulator";
import type { ScenePod } from "./objects";

/** What a test can decide about the cluster. */
export interface Settings {
  /** Of the caller: everything, what reads, or nothing. */
  rights: "all" | "read" | "none";
  /** How many of the next patches find that the pod changed right before. */
  changesBefore: number;
}

export type Scene = Partial<Settings> & {
  /** Instead of all that are there; what belongs to one that is gone goes, too. */
  pods?: ScenePod[];
  /** Instead of all that are there: `[{namespace, name, spec}]`. */
  policies?: { namespace: string; name: string; spec: Record<string, unknown> }[];
};

export const usual: Settings = { rights: "all", changesBefore: 0 };

const expected =
  'The scene of "kubernetes" takes "rights" ("all", "read" or "none"), "changesBefore" (a number), ' +
  '"pods" ([{namespace, name, uid, labels, hostNetwork}]) and "policies" ([{namespace, name, spec}])';

const isNamed = (value: unknown): boolean =>
  isRecord(value) && typeof value.namespace === "string" && typeof value.name === "string";

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  rights: (value) => ["all", "read", "none"].includes(String(value)),
  changesBefore: (value) => Number.isInteger(value),
  pods: (value) => Array.isArray(value) && value.every(isNamed),
  policies: (value) =>
    Array.isArray(value) && value.every((one) => isNamed(one) && isRecord(one.spec)),
};

/** A scene from outside, checked. Throws a SceneError that says what is expected. */
export const parseScene = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);
