import { SceneError, checkedScene, isRecord } from "../simulator";
import type { Body } from "./resource";

/** What a test can decide about the subscription. */
export interface Settings {
  /** How long an update takes. */
  updateSeconds: number;
  /** Whether updates fail, after their time. */
  updatesFail: boolean;
  /** Actions that the caller lacks: "Microsoft.Network/networkInterfaces/write", or "*" for all. */
  forbidden: string[];
  /** Ids of resources and groups that a read-only lock stands on. */
  locks: string[];
  /** Writes that one subscription may make in five minutes. */
  writes: number;
}

export const usual: Settings = {
  updateSeconds: 5,
  updatesFail: false,
  forbidden: [],
  locks: [],
  writes: 200,
};

/** A resource by its id, made, or changed as somebody else would: at once, without a word. Null deletes it. */
export type SceneResources = Record<string, Body | null>;

export type Scene = Partial<Settings> & { resources?: SceneResources };

const expected =
  'The scene of "azure-resource-manager" takes "updateSeconds" and "writes" (numbers), "updatesFail" ' +
  '(true or false), "forbidden" and "locks" (lists of texts) and "resources" ({<id>: {location, tags, ' +
  "properties}, or null})";

const isCount = (value: unknown): boolean => typeof value === "number" && value >= 0;
const areTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === "string" && one !== "");

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  updateSeconds: isCount,
  updatesFail: (value) => typeof value === "boolean",
  forbidden: areTexts,
  locks: areTexts,
  writes: isCount,
  resources: isRecord,
};

export function sceneOf(input: unknown): Scene {
  const scene = checkedScene<Scene>(input, checks, expected);
  for (const [id, body] of Object.entries(scene.resources ?? {})) {
    const isBody = body === null || (isRecord(body) && isRecord(body["properties"]));
    if (!/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/.+/i.test(id) || !isBody) {
      throw new SceneError(`Each of resources is {<id>: {properties}} or null, not "${id}"`);
    }
  }
  return scene;
}
