import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** The keys of one app, named as Azure names them. */
export interface KeySet {
  /** Opens everything. */
  readonly masterKey: string;
  /** Host keys: each opens every function of level "function". */
  readonly functionKeys: NamedKeys;
  /** Each opens the webhook that it is named after. */
  readonly systemKeys: NamedKeys;
  /** Keys of one function, by its name. */
  readonly functions: Readonly<Record<string, NamedKeys>>;
}

type NamedKeys = Readonly<Record<string, string>>;

/** The system key of the Durable extension. */
export const DURABLE_KEY = "durabletask_extension";

/** What a key is good for. "anonymous" is no key, or one that nobody knows. */
export interface KeyMatch {
  level: "anonymous" | "function" | "system" | "admin";
  /** Name of a system key. */
  name?: string;
}

/** Adds every key that is missing, one for each function among them. */
export function completed(given: Partial<KeySet>, functionNames: readonly string[]): KeySet {
  const { masterKey = newKey(), functionKeys, systemKeys, functions = {} } = given;
  const known = new Set(Object.keys(functions).map((name) => name.toLowerCase()));
  const unknown = functionNames.filter((name) => !known.has(name.toLowerCase()));
  return {
    masterKey,
    functionKeys: functionKeys ?? { default: newKey() },
    systemKeys: { ...systemKeys, [DURABLE_KEY]: systemKeys?.[DURABLE_KEY] ?? newKey() },
    functions: {
      ...functions,
      ...Object.fromEntries(unknown.map((name) => [name, { default: newKey() }])),
    },
  };
}

/**
 * What a key opens, in the order in which Azure asks: master, system, host, then the function's own.
 * It takes the same time whichever key it is, or nearly is.
 */
export function matchKey(keys: KeySet, presented: string, functionName?: string): KeyMatch {
  const digest = digestOf(presented);
  const isPresented = (key: string): boolean => timingSafeEqual(digestOf(key), digest);
  const isMaster = isPresented(keys.masterKey);
  const [system] = named(keys.systemKeys, isPresented);
  const [host] = named(keys.functionKeys, isPresented);
  const [own] = named(keysOf(keys, functionName), isPresented);
  if (isMaster) return { level: "admin" };
  if (system !== undefined) return { level: "system", name: system };
  return { level: (host ?? own) === undefined ? "anonymous" : "function" };
}

const newKey = (): string => randomBytes(32).toString("base64url");

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

const named = (keys: NamedKeys, isPresented: (key: string) => boolean): string[] =>
  Object.entries(keys)
    .filter(([, key]) => isPresented(key))
    .map(([name]) => name);

const keysOf = ({ functions }: KeySet, functionName: string | undefined): NamedKeys =>
  Object.entries(functions).find(
    ([name]) => name.toLowerCase() === functionName?.toLowerCase(),
  )?.[1] ?? {};
