import { type KeyMatch, type KeySet, DURABLE_KEY, completed, matchKey } from "./key-set";
import { parseKeys, readKeysFile, writeKeysFile } from "./keys-file";

/** Names the environment variable that brings keys along, as JSON like that of the file. */
export const KEYS_VARIABLE = "DURABLE_HOST_KEYS";

/** The keys that a running host asks for. */
export interface Keys {
  /** Stands in the URLs of the management API. */
  systemKey: string;
  /** Where a person finds them: the end of the sentence "Keys are asked for: …". */
  whereabouts: string;
  /** What a key opens; without a function's name, its own keys open nothing. */
  match(presented: string | undefined, functionName?: string): KeyMatch;
  /** Makes keys for functions that have none, and keeps them. Call it when the database is ours. */
  keepFor(functionNames: readonly string[]): void;
}

/**
 * The keys of an app: those that the environment brings (which nobody can read there afterwards: an app
 * shares this process), or else those in a file, which is made when it is not there.
 */
export function openKeys(
  file: string | undefined,
  environment: Record<string, string | undefined>,
): Keys {
  const given = environment[KEYS_VARIABLE];
  delete environment[KEYS_VARIABLE];
  if (given !== undefined) {
    const keys = parseKeys(given, KEYS_VARIABLE);
    return keysOf(keys, `those of ${KEYS_VARIABLE}; what it leaves out is made for this run`);
  }
  if (file !== undefined) return keysOf(readKeysFile(file), `they are in "${file}"`, file);
  return keysOf({}, `they are made for this run only. Give your own in ${KEYS_VARIABLE}`);
}

function keysOf(given: Partial<KeySet>, whereabouts: string, file?: string): Keys {
  let keys = completed(given, []);
  return {
    systemKey: keys.systemKeys[DURABLE_KEY] ?? "",
    whereabouts,
    match: (presented, functionName) =>
      presented ? matchKey(keys, presented, functionName) : { level: "anonymous" },
    keepFor(functionNames) {
      keys = completed(keys, functionNames);
      if (file !== undefined && JSON.stringify(keys) !== JSON.stringify(given)) {
        writeKeysFile(file, keys);
      }
    },
  };
}
