import { createHash, randomUUID } from "node:crypto";
import type { Table, World } from "../simulator";
import { type CredentialKind, publishedSecrets } from "./published-secrets";

/** One version of a secret. */
export interface Version {
  version: string;
  value: string;
  contentType?: string;
  tags?: Record<string, string>;
  enabled: boolean;
  /** Epoch seconds. */
  created: number;
  notBefore?: number;
  expires?: number;
}

interface Stored {
  name: string;
  /** Oldest first. Empty: taken away, so that a published secret does not shine through. */
  versions: Version[];
}

/** What the vault holds: versions that were set, and the published ones where none was. */
export interface Secrets {
  /** Oldest first; empty when there is no such secret. Names match in any case. */
  versions(name: string): Version[];
  add(name: string, version: Omit<Version, "version" | "created">): Version;
  remove(name: string): void;
  names(): string[];
}

const publishedAt = Math.floor(Date.UTC(2026, 0, 1) / 1000);

/** Opens the secrets of a world; `kind` says which ServiceNow credentials are published now. */
export function openSecrets(world: World, kind: () => CredentialKind): Secrets {
  const stored: Table<Stored> = world.table<Stored>("secrets");
  const published = () => publishedSecrets(new URL(world.url()).origin, kind());

  function versions(name: string): Version[] {
    const own = stored.get(name.toLowerCase());
    if (own) return own.versions;
    const secret = published()[name.toLowerCase()];
    if (!secret) return [];
    // The same value has the same version at every start; other credentials are another version.
    const version = createHash("sha256").update(secret.value).digest("hex").slice(0, 32);
    return [{ ...secret, version, enabled: true, created: publishedAt }];
  }

  return {
    versions,
    add(name, version) {
      const created = Math.floor(world.now() / 1000);
      const added = { ...version, version: randomUUID().replaceAll("-", ""), created };
      stored.set(name.toLowerCase(), { name, versions: [...versions(name), added] });
      return added;
    },
    remove: (name) => stored.set(name.toLowerCase(), { name, versions: [] }),
    names: () => {
      const own = stored.rows().map(({ name }) => name);
      const lower = new Set(own.map((name) => name.toLowerCase()));
      const others = Object.keys(published()).filter((name) => !lower.has(name));
      return [...others, ...own].filter((name) => versions(name).length > 0);
    },
  };
}
