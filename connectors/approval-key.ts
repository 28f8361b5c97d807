import { keyVault } from "./key-vault";
import { managedIdentity } from "./managed-identity";
import type { Settings } from "./settings";

/** Reads the key by which the app knows its own forms again, from a secret of the vault. */
export function approvalKey(
  { identity, keyVault: vault }: Pick<Settings, "identity" | "keyVault">,
  secretName: string,
): () => Promise<string> {
  const secrets = keyVault(vault, managedIdentity(identity));
  return () => secrets.get(secretName);
}
