import { arrayOf, numberOf, numbersOf, objectOf, SceneError } from "../simulator";
import type { Column } from "./column";
import { heldTables, type WrittenRow } from "./logs-tables";
import { documentedLimits, type Limits } from "./limits";
import { type Publication, publicationsOf } from "./publication";

/** The answer to every query whose text contains all of some texts. */
export interface Canned {
  contains: string[];
  columns: Column[];
  rows: unknown[][];
  /** Makes it a partial result: inner code and message of its error. */
  partial?: { code: string; message: string };
}

export type TableColumns = Record<string, Column[]>;

/**
 * What a scene can say:
 * - `rows`: `{ "SigninLogs": [{ "hoursAgo": 2, "IPAddress": "203.0.113.10" }] }`: all that one of the held
 *   tables holds from then on, by its columns
 * - `answers`: `[{ contains, columns: [{ name, type }], rows, partial? }]`; the newest that fits
 *   answers, and one with the same `contains` replaces an older one
 * - `indicators`: rows of ThreatIntelIndicators, by what people write for an observable: an object
 *   such as `{ "confidence": 90 }`, or several, for one that was published more than once; null
 *   forgets one, a test indicator too
 * - `tables`: tables beside the common ones, by name, each an array of columns
 * - `missingTables`: tables that are not collected; replaces the list
 * - `workspaces`: ids that can be queried, `deniedWorkspaces`: those that answer 403; replace
 * - `limits`: those documented are in force from the start
 * - `queryMilliseconds`: how long a query runs; `isHeld`: queries do not end until it is false
 */
export interface Scene {
  answers: Canned[];
  indicators: [value: string, publications: Publication[] | null][];
  rows: [table: string, rows: WrittenRow[]][];
  tables: TableColumns;
  missingTables?: string[];
  workspaces?: string[];
  deniedWorkspaces?: string[];
  limits: Partial<Limits>;
  queryMilliseconds?: number;
  isHeld?: boolean;
}

const members = [
  "answers",
  "indicators",
  "rows",
  "tables",
  "missingTables",
  "workspaces",
  "deniedWorkspaces",
  "limits",
  "queryMilliseconds",
  "isHeld",
];

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const scene = objectOf(value, "The scene of azure-monitor-logs");
  const stranger = Object.keys(scene).find((name) => !members.includes(name));
  if (stranger) throw new SceneError(`"${stranger}" is not one of ${members.join(", ")}`);
  const {
    answers = [],
    indicators = {},
    rows = {},
    tables = {},
    limits = {},
    queryMilliseconds,
    isHeld,
  } = scene;
  return {
    answers: arrayOf(answers, "answers").map(cannedOf),
    indicators: Object.entries(objectOf(indicators, "indicators")).map(([name, said]) => [
      name,
      publicationsOf(name, said),
    ]),
    rows: Object.entries(objectOf(rows, "rows")).map(([name, written]) => [
      name,
      rowsIn(name, written),
    ]),
    tables: Object.fromEntries(
      Object.entries(objectOf(tables, "tables")).map(([name, columns]) => [
        name,
        columnsOf(columns),
      ]),
    ),
    ...textsIn(scene, "missingTables"),
    ...textsIn(scene, "workspaces"),
    ...textsIn(scene, "deniedWorkspaces"),
    limits: limitsOf(limits),
    ...(queryMilliseconds === undefined
      ? {}
      : { queryMilliseconds: numberOf(queryMilliseconds, "queryMilliseconds") }),
    ...(isHeld === undefined ? {} : { isHeld: isHeld === true }),
  };
}

function rowsIn(name: string, written: unknown): WrittenRow[] {
  if (!heldTables.includes(name)) {
    throw new SceneError(`rows: "${name}" is not one of ${heldTables.join(", ")}`);
  }
  return arrayOf(written, `rows of ${name}`).map((row) => objectOf(row, `A row of ${name}`));
}

function cannedOf(value: unknown): Canned {
  const { contains, columns, rows, partial } = objectOf(value, "An answer");
  const read = columnsOf(columns);
  const cells = arrayOf(rows, "An answer's rows").map((row) => arrayOf(row, "A row"));
  const odd = cells.find((row) => row.length !== read.length);
  if (odd) throw new SceneError(`A row must have ${read.length} cells: ${JSON.stringify(odd)}`);
  const answer = {
    contains: textsOf(contains, "An answer's contains"),
    columns: read,
    rows: cells,
  };
  if (partial === undefined) return answer;
  const { code = "-2133196797", message = "The query result is not complete." } = objectOf(
    partial,
    "partial",
  );
  return { ...answer, partial: { code: String(code), message: String(message) } };
}

const columnsOf = (value: unknown): Column[] =>
  arrayOf(value, "Columns").map((column) => {
    const { name, type } = objectOf(column, "A column");
    if (typeof name === "string" && typeof type === "string") return { name, type };
    throw new SceneError('A column must be such as { "name": "Attempts", "type": "long" }');
  });

const limitsOf = (value: unknown): Partial<Limits> => numbersOf(value, "limits", documentedLimits);

const textsIn = (scene: Record<string, unknown>, name: string): Record<string, string[]> =>
  scene[name] === undefined ? {} : { [name]: textsOf(scene[name], name) };

const textsOf = (value: unknown, name: string): string[] =>
  arrayOf(value, name).map((text) => {
    if (typeof text === "string") return text;
    throw new SceneError(`${name} must be an array of texts`);
  });
