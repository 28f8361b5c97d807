import { type AccountSettings, accountScene } from "../abuse-ch-account";
import { objectOf, SceneError } from "../simulator";
import { type ListedUrl, sceneUrlOf } from "./listed-url";

/**
 * What a scene can say besides what is said of the key:
 * - `urls`: members are URLs as they are listed; values such as `{ "url_status": "offline" }`, or null
 *   for one that is not listed
 * - `spamhaus`: what Spamhaus says of hosts: `{ "files.example": "abused_legit_malware" }`
 * - `unknownFile`: "no_results" (the default), or "null-hashes" for "ok" without any hash
 */
export interface Scene {
  account: Partial<AccountSettings>;
  urls: [string, ListedUrl | null][];
  spamhaus: [string, string][];
  unknownFile: UnknownFile | undefined;
}

export type UnknownFile = "no_results" | "null-hashes";

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const scene = objectOf(value, "The scene of urlhaus");
  const { urls = {}, spamhaus = {}, unknownFile, ...account } = scene;
  if (unknownFile !== undefined && unknownFile !== "no_results" && unknownFile !== "null-hashes") {
    throw new SceneError("unknownFile must be no_results or null-hashes");
  }
  return {
    account: accountScene(account),
    urls: Object.entries(objectOf(urls, "urls")).map(([url, members]) => [
      url,
      members === null ? null : sceneUrlOf(url, members),
    ]),
    spamhaus: Object.entries(objectOf(spamhaus, "spamhaus")).map(([host, word]) => {
      if (typeof word !== "string") throw new SceneError(`spamhaus: "${host}" must have a text`);
      return [host, word];
    }),
    unknownFile,
  };
}
