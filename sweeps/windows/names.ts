import { parseIp } from "../../domain/ip-bits";

/** An account as logs write it: "CORP\\Ann", "ann@corp.example", "ann". Names in lower case. */
export interface AccountName {
  name: string | undefined;
  domain: string | undefined;
}

const NO_NAMES = new Set(["", "-", "noname", "(null)", "n/a"]);

/** Splits a name of an account, where it holds its domain; "-" is no name. */
export function accountName(written: string, domain = ""): AccountName {
  const name = written.trim();
  const given = meaningful(domain);
  if (NO_NAMES.has(name.toLowerCase())) return { name: undefined, domain: given };
  const backslash = name.indexOf("\\");
  if (backslash > 0)
    return { name: lower(name.slice(backslash + 1)), domain: name.slice(0, backslash) };
  const at = name.lastIndexOf("@");
  if (at > 0) return { name: lower(name.slice(0, at)), domain: name.slice(at + 1) || given };
  return { name: lower(name), domain: given };
}

const lower = (text: string): string | undefined => text.toLowerCase() || undefined;

/** Undefined for what stands for nothing: "", "-". */
export const meaningful = (text: string): string | undefined =>
  text === "" || text === "-" ? undefined : text;

/** A host's name for comparing: lower case, without leading backslashes; undefined for none and for addresses. */
export function hostName(written: string): string | undefined {
  const name = written.replace(/^\\+/, "").trim().toLowerCase();
  if (NO_NAMES.has(name) || name === "localhost" || parseIp(name)) return undefined;
  return name;
}

/** The last part of a path of either system. */
export const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/")) + 1);
