import { checkedScene, isRecord } from "../simulator";

/** What a test can decide about the firewall. */
export interface Settings {
  apiKey: string;
  /** Rights of the key's admin role at the XML API. */
  rights: ("user-id" | "op")[];
  /** With which status a wrong key is refused: both are seen. */
  refusesWith: 200 | 403;
  /** Addresses that this model registers at most. */
  most: number;
  /** An error that every command meets, by its code; null for none. */
  trouble: number | null;
}

export const usual: Settings = {
  apiKey: "pan-os-test-api-key",
  rights: ["user-id", "op"],
  refusesWith: 403,
  most: 100_000,
  trouble: null,
};

export type Scene = Partial<Settings> & {
  /** Tags of addresses, set as another agent would: an empty list takes all of them away. */
  registered?: Record<string, string[]>;
};

const expected =
  'The scene of "pan-os" takes "apiKey", "rights" (of "user-id" and "op"), "refusesWith" (200 or 403), ' +
  '"most" (a number), "trouble" (a code, or null) and "registered" ({"<address>": ["<tag>"]})';

const areTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  apiKey: (value) => typeof value === "string",
  rights: (value) => areTexts(value),
  refusesWith: (value) => value === 200 || value === 403,
  most: (value) => typeof value === "number" && value >= 0,
  trouble: (value) => value === null || typeof value === "number",
  registered: (value) => isRecord(value) && Object.values(value).every(areTexts),
};

export const sceneOf = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);
