import { isRecord, SceneError } from "../simulator";

/** A URL on the list, and the files that it delivered. */
export interface ListedUrl {
  url: string;
  url_status: "online" | "offline" | "unknown";
  threat: string;
  tags: string[] | null;
  files: DeliveredFile[];
}

export interface DeliveredFile {
  md5: string | null;
  sha256: string;
  fileType: string;
  signature: string | null;
}

const states = ["online", "offline", "unknown"];

/** A listed URL; what is left out is as most are. */
export const listedUrl = (url: string, members: Partial<ListedUrl> = {}): ListedUrl => ({
  url_status: "online",
  threat: "malware_download",
  tags: null,
  files: [],
  ...members,
  url,
});

/** Reads one URL of a scene; throws a SceneError. */
export function sceneUrlOf(url: string, members: unknown): ListedUrl {
  if (!URL.canParse(url) || !isRecord(members)) {
    throw new SceneError(`urls: "${url}" must be a URL with an object such as {}`);
  }
  for (const [name, value] of Object.entries(members)) {
    const fits = checks[name]?.(value) ?? false;
    if (!fits)
      throw new SceneError(`urls: "${url}" does not take "${name}": ${JSON.stringify(value)}`);
  }
  return listedUrl(url, members);
}

const isHash = (value: unknown, pattern: RegExp): boolean =>
  typeof value === "string" && pattern.test(value);
const isText = (value: unknown): boolean => typeof value === "string";
const isListOf = (value: unknown, check: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(check);

const checks: Record<string, (value: unknown) => boolean> = {
  url_status: (value) => typeof value === "string" && states.includes(value),
  threat: isText,
  tags: (value) => value === null || isListOf(value, isText),
  files: (value) => isListOf(value, isFile),
};

const isFile = (value: unknown): boolean =>
  isRecord(value) &&
  (value["md5"] === null || isHash(value["md5"], /^[0-9a-f]{32}$/)) &&
  isHash(value["sha256"], /^[0-9a-f]{64}$/) &&
  isText(value["fileType"]) &&
  (value["signature"] === null || isText(value["signature"]));
