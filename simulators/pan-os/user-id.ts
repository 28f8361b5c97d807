import { isIP } from "node:net";
import type { Answer } from "../simulator";
import { problem, refusedEntries, updated } from "./answers";
import type { Registered } from "./registered";
import { type Element, at } from "./xml";

const longestTimeout = 2_592_000;

/**
 * Type user-id: tags joined to addresses, and taken from them, at once and without a commit.
 * https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-panorama-api/pan-os-xml-api-request-types/apply-user-id-mapping-and-populate-dynamic-address-groups-api
 */
export function updateTags(message: Element, registered: Registered, most: number): Answer {
  const [version] = at(message, "version");
  const [type] = at(message, "type");
  if (message.name !== "uid-message" || !version || type?.text !== "update") {
    return problem(17, "Invalid uid-message: version and type update are required");
  }
  for (const what of ["register", "unregister"] as const) {
    const entries = at(message, `payload/${what}/entry`);
    if (entries.length > 0) return updateEach(what, entries, registered, most);
  }
  return problem(17, "Invalid uid-message: the payload has no entry");
}

function updateEach(
  what: "register" | "unregister",
  entries: readonly Element[],
  registered: Registered,
  most: number,
): Answer {
  const refused = entries.flatMap((entry) => {
    const ip = entry.attributes["ip"] ?? "";
    const message =
      what === "register"
        ? refusalToRegister(entry, ip, registered, most)
        : refusalToUnregister(entry, ip, registered);
    return message === undefined ? [] : [{ ip, message }];
  });
  return refused.length > 0 ? refusedEntries(what, refused) : updated(what);
}

function refusalToRegister(
  entry: Element,
  ip: string,
  registered: Registered,
  most: number,
): string | undefined {
  if (isIP(ip) === 0) return `invalid ip ${ip}`;
  let message: string | undefined;
  for (const { text: tag, attributes } of at(entry, "tag/member")) {
    const seconds = Number(attributes["timeout"] ?? 0);
    const tags = registered.tagsOf(ip);
    const isNew = Object.keys(tags).length === 0;
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > longestTimeout) {
      return `invalid timeout ${attributes["timeout"]}`;
    }
    if (isNew && registered.all().length >= most) return "registered ip table is full";
    if (tag in tags) message = `tag ${tag} already exists, ignore`;
    else registered.add(ip, tag, seconds);
  }
  return message;
}

function refusalToUnregister(
  entry: Element,
  ip: string,
  registered: Registered,
): string | undefined {
  if (Object.keys(registered.tagsOf(ip)).length === 0) {
    return `ip ${ip} does not exist, ignore unreg`;
  }
  let message: string | undefined;
  for (const { text: tag } of at(entry, "tag/member")) {
    if (tag in registered.tagsOf(ip)) registered.remove(ip, tag);
    else message = `tag ${tag} does not exist, ignore unreg`;
  }
  return message;
}
