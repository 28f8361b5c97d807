import { type LogLevels, logLevelOf } from "./log-levels";
import { type JsonObject, isObject } from "./read-json-file";
import { parseTimeSpan } from "./time-span";

/** Values of host.json by path, such as `extensions.http.routePrefix`. A value of a wrong kind throws one sentence. */
export interface HostJsonReader {
  text(path: string, otherwise: string): string;
  flag(path: string, otherwise: boolean): boolean;
  count(path: string, otherwise: number): number;
  timeout(path: string, otherwise: string): number | undefined;
  /** The first one when nothing is said. */
  oneOf<const T extends string>(path: string, values: readonly [T, ...T[]]): T;
  /** Log levels by category. */
  levels(path: string): LogLevels;
  /** Throws: what `path` must be. */
  refuse(path: string, expected: string): never;
}

export type Environment = Record<string, string | undefined>;

/** Reads host.json in `where`, with the overrides of app settings: `AzureFunctionsJobHost__…`, in any case. */
export function hostJsonReader(
  file: JsonObject,
  environment: Environment,
  where: string,
): HostJsonReader {
  const valueAt = (path: string): unknown => override(environment, path) ?? lookUp(file, path);
  const refuse = (path: string, expected: string): never => {
    throw new Error(`Cannot read "${where}": ${path} must be ${expected}`);
  };
  return {
    text(path, otherwise) {
      const value = valueAt(path) ?? otherwise;
      return typeof value === "string"
        ? replaceSettings(value, environment, path, where)
        : refuse(path, "text");
    },
    flag(path, otherwise) {
      const value = valueAt(path) ?? otherwise;
      if (typeof value === "boolean") return value;
      // An override is text.
      const word = typeof value === "string" ? value.toLowerCase() : "";
      return word === "true" || (word === "false" ? false : refuse(path, "true or false"));
    },
    count(path, otherwise) {
      const value = Number(valueAt(path) ?? otherwise);
      return Number.isSafeInteger(value) && value > 0 ? value : refuse(path, "a positive number");
    },
    timeout(path, otherwise) {
      const value = valueAt(path) ?? otherwise;
      if (value === "-1" || value === -1) return undefined;
      const span = typeof value === "string" ? parseTimeSpan(value) : undefined;
      return span === undefined || span <= 0
        ? refuse(path, "a time such as 00:05:00, or -1")
        : span;
    },
    oneOf(path, values) {
      const value = valueAt(path) ?? values[0];
      return values.find((known) => known === value) ?? refuse(path, values.join(" or "));
    },
    levels(path) {
      const section = lookUp(file, path);
      const own = isObject(section) ? section : {};
      const entries = Object.entries({ ...own, ...overridesBelow(environment, path) });
      return Object.fromEntries(
        entries.map(([category, text]) => [
          category,
          logLevelOf(text) ??
            refuse(
              `${path}.${category}`,
              "Trace, Debug, Information, Warning, Error, Critical or None",
            ),
        ]),
      );
    },
    refuse,
  };
}

/** The exact name, or else one that differs in case. */
function memberOf(object: JsonObject, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const same = Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase());
  return same === undefined ? undefined : object[same];
}

function lookUp(file: JsonObject, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, name) => (isObject(value) ? memberOf(value, name) : undefined), file);
}

const overrideName = (path: string): string =>
  `azurefunctionsjobhost__${path.replaceAll(".", "__")}`.toLowerCase();

/** `AzureFunctionsJobHost__extensions__durableTask__hubName` wins over the file. */
function override(environment: Environment, path: string): string | undefined {
  const wanted = overrideName(path);
  return Object.entries(environment).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** Overrides of single entries in a section whose names are the app's. */
function overridesBelow(environment: Environment, path: string): Environment {
  const prefix = `${overrideName(path)}__`;
  return Object.fromEntries(
    Object.entries(environment)
      .filter(([name]) => name.toLowerCase().startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length).replaceAll("__", "."), value]),
  );
}

/** `%NAME%` is the app setting of that name. */
function replaceSettings(
  text: string,
  environment: Environment,
  path: string,
  where: string,
): string {
  return text.replaceAll(/%([^%]+)%/g, (_found, name: string) => {
    const value = environment[name];
    if (value !== undefined) return value;
    throw new Error(
      `Cannot read "${where}": ${path} names the app setting "${name}", which is not set`,
    );
  });
}
