import type { LogKind } from "../log-kind";
import type { DetectionRule } from "./rule";
import { CATEGORY_EVENTS, SERVICE_CHANNELS } from "./windows-log-sources";

export type LogSource = DetectionRule["logsource"];

/** What records of a kind may be called by rules. */
export interface Names {
  readonly product: string;
  readonly services: ReadonlySet<string>;
  /** With the names that rules of the category use for fields which the log calls otherwise. */
  readonly categories: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const NO_RENAMES: ReadonlyMap<string, string> = new Map();

/**
 * By which names rules may mean this kind: those that its reader gives it, and for events of Windows those that
 * Sigma's taxonomy gives their channel and id.
 */
export function namesOf(kind: LogKind): Names {
  const services = new Set(kind.services.map(lower));
  const categories = new Map(kind.categories.map((one) => [lower(one), NO_RENAMES]));
  const channel = kind.channel?.toLowerCase();
  if (lower(kind.product) === "windows" && channel !== undefined) {
    for (const service of servicesOf(channel)) services.add(service);
    for (const [category, renames] of categoriesOf(channel, kind.eventId))
      categories.set(category, renames);
  }
  return { product: lower(kind.product), services, categories };
}

/** Whether a rule is about such records: undefined when not, else the fields that the log names otherwise. */
export function fitOf(
  { product, category, service }: LogSource,
  names: Names,
): ReadonlyMap<string, string> | undefined {
  if (product !== undefined && product !== names.product) return undefined;
  if (service !== undefined && !names.services.has(service)) return undefined;
  if (category === undefined) return NO_RENAMES;
  return names.categories.get(category);
}

const lower = (text: string): string => text.toLowerCase();

const servicesOf = (channel: string): string[] =>
  Object.entries(SERVICE_CHANNELS)
    .filter(([, channels]) => channels.some((one) => lower(one) === channel))
    .map(([service]) => service);

function categoriesOf(
  channel: string,
  eventId: number | undefined,
): [string, ReadonlyMap<string, string>][] {
  return Object.entries(CATEGORY_EVENTS).flatMap(([category, events]) => {
    const found = events.find(
      ({ channels, ids }) =>
        ids.some((id) => id === eventId) && channels.some((one) => lower(one) === channel),
    );
    const renames = found?.renames ? new Map(Object.entries(found.renames)) : NO_RENAMES;
    return found ? [[category, renames] as [string, ReadonlyMap<string, string>]] : [];
  });
}
