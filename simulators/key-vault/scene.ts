import { checkedScene, isRecord } from "../simulator";
import { CREDENTIAL_KINDS, type CredentialKind } from "./published-secrets";

/** What a test can decide about the vault. */
export interface Scene {
  /** Basic credentials or an OAuth client in `servicenow-credentials`. */
  servicenowCredentials?: CredentialKind;
  /** False: the caller has no role at the vault. */
  isAllowed?: boolean;
  /** New versions; null takes a secret away, a published one included. */
  secrets?: Record<string, SecretScene | null>;
}

export interface SecretScene {
  value: string;
  contentType?: string;
  enabled?: boolean;
}

const expected =
  'The scene of "key-vault" takes "servicenowCredentials" ("basic" or "oauth"), "isAllowed" (true ' +
  'or false) and "secrets" ({name: {value, contentType, enabled} or null})';

const isSecret = (value: unknown): boolean =>
  value === null ||
  (isRecord(value) &&
    typeof value.value === "string" &&
    ["string", "undefined"].includes(typeof value.contentType) &&
    ["boolean", "undefined"].includes(typeof value.enabled));

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  servicenowCredentials: (value) => CREDENTIAL_KINDS.some((kind) => kind === value),
  isAllowed: (value) => typeof value === "boolean",
  secrets: (value) => isRecord(value) && Object.values(value).every(isSecret),
};

/** A scene from outside, checked. Throws a SceneError that says what is expected. */
export const parseScene = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);
