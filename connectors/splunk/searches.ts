import { type Spl, literal } from "./spl";

/** Sourcetypes that are read; one more is asked for, so that it shows when there are more. */
export const maxRows = 100;

const anyOf = (values: readonly string[], before = ""): string =>
  `(${values.map((value) => before + literal(value)).join(" OR ")})`;

/** How many events of some indexes hold one of the names, and when, by sourcetype; the most frequent first. */
export const eventsNaming = (names: readonly string[], indexes: readonly string[]): Spl =>
  `search ${anyOf(indexes, "index=")} ${anyOf(names)} | stats count min(_time) AS first max(_time) AS last BY sourcetype | sort ${maxRows + 1} - count` as Spl; // the brand exists at compile time only

/** How many events of some indexes there are at all: it reads no event, only what the index knows of itself. */
export const eventsOf = (indexes: readonly string[]): Spl =>
  `| tstats count where ${anyOf(indexes, "index=")}` as Spl;

/** A finding of Enterprise Security with what people made of it; the macro is that of Enterprise Security. */
export const findingOf = (id: string): Spl =>
  `search \`notable\` | search event_id=${literal(id)} | head 2 | table event_id status status_label` as Spl;
