import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { isObject } from "../read-json-file";
import type { KeySet } from "./key-set";

/** The keys in a file, as far as it has them; none when there is no file. */
export function readKeysFile(file: string): Partial<KeySet> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new Error(`Cannot read "${file}": ${(cause as Error).message}`, { cause });
  }
  return parseKeys(text, `"${file}"`);
}

/** The keys in a JSON text that comes from `where`. No error repeats the text: it is secret. */
export function parseKeys(text: string, where: string): Partial<KeySet> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`Cannot read ${where}: it is not JSON`); // the cause would show the text
  }
  return keySetOf(value, where);
}

/** Replaces the file as a whole. Only its owner may read it. */
export function writeKeysFile(file: string, keys: KeySet): void {
  const draft = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  rmSync(draft, { force: true }); // one that is left keeps its mode
  const descriptor = openSync(draft, "wx", 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify(keys, null, 2)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
}

function keySetOf(value: unknown, where: string): Partial<KeySet> {
  if (!isObject(value)) throw new Error(`Cannot read ${where}: expected an object`);
  const { masterKey, functionKeys, systemKeys, functions } = value;
  return {
    ...(masterKey !== undefined && { masterKey: keyOf(masterKey, "masterKey", where) }),
    ...(functionKeys !== undefined && {
      functionKeys: namedKeysOf(functionKeys, "functionKeys", where),
    }),
    ...(systemKeys !== undefined && { systemKeys: namedKeysOf(systemKeys, "systemKeys", where) }),
    ...(functions !== undefined && {
      functions: mapped(functions, "functions", where, namedKeysOf),
    }),
  };
}

function keyOf(value: unknown, path: string, where: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`Cannot read ${where}: ${path} must be text`);
}

const namedKeysOf = (value: unknown, path: string, where: string): Record<string, string> =>
  mapped(value, path, where, keyOf);

function mapped<T>(
  value: unknown,
  path: string,
  where: string,
  read: (value: unknown, path: string, where: string) => T,
): Record<string, T> {
  if (!isObject(value)) throw new Error(`Cannot read ${where}: ${path} must be an object`);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, read(item, `${path}.${name}`, where)]),
  );
}
