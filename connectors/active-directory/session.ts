import type { Client, Entry as Found } from "ldapts" with { "resolution-mode": "import" };
import { checkWrite } from "../before-write";
import { isRehearsing, rehearsed } from "../rehearsal";
import { codeOf, failureOf, resultCodes, vendor } from "./failure";
import type { Credentials, Entry } from "./schema";

export interface Search {
  base?: string;
  scope: "base" | "sub";
  /** All of them hold, exactly: values become filters of the library, which escapes nothing by hand. */
  equal: Readonly<Record<string, string | Buffer>>;
  attributes: string[];
}

/** A connection that is signed in. */
export interface Session {
  /** By which name the app signed in. */
  bindDn: string;
  /** Two entries at most: who wants one must know that there are several. */
  find(search: Search): Promise<Entry[]>;
  /** Puts a value in the place of another, in one request: false when the other is not there any more. */
  swap(dn: string, attribute: string, from: string, to: string): Promise<boolean>;
}

const binary = ["objectSid", "tokenGroups"];
/** Of each operation, in milliseconds. */
export const timeout = 15_000;

/** What a piece of work may do on a connection. */
export function sessionOn(
  client: Client,
  { bindDn, password }: Credentials,
  { url, baseDn }: { url: string; baseDn: string },
): Session {
  const attempt = (name: string, isWrite: boolean) => ({ name, isWrite, secrets: [password] });

  return {
    bindDn,
    async find({ base = baseDn, scope, equal, attributes }) {
      const { AndFilter, EqualityFilter } = await import("ldapts");
      const filters = Object.entries(equal).map(
        ([attribute, value]) => new EqualityFilter({ attribute, value }),
      );
      try {
        const { searchEntries } = await client.search(base, {
          scope,
          filter: new AndFilter({ filters }),
          attributes,
          sizeLimit: 2,
          timeLimit: timeout / 1000,
          derefAliases: "never",
          explicitBufferAttributes: binary,
        });
        return searchEntries.map(entryOf);
      } catch (error) {
        throw failureOf(error, attempt(`Search ${base}`, false));
      }
    },
    async swap(dn, attribute, from, to) {
      const { Attribute, Change } = await import("ldapts");
      const name = `Modify ${dn}`;
      const body = `delete: ${attribute}\n${attribute}: ${from}\n-\nadd: ${attribute}\n${attribute}: ${to}\n-\n`;
      if (isRehearsing()) {
        const asked = { vendor, name, secrets: [password] };
        throw rehearsed(asked, { method: "MODIFY", url: `${url}/${dn}`, headers: {}, body });
      }
      const change = (operation: "delete" | "add", value: string) =>
        new Change({
          operation,
          modification: new Attribute({ type: attribute, values: [value] }),
        });
      checkWrite();
      try {
        // A connection that ended is not opened anew: nobody would be signed in on it.
        if (!client.isConnected) throw new Error("Connection closed");
        await client.modify(dn, [change("delete", from), change("add", to)]);
        return true;
      } catch (error) {
        const code = codeOf(error);
        if (code === resultCodes.noSuchAttribute || code === resultCodes.valueExists) return false;
        throw failureOf(error, attempt(name, true));
      }
    },
  };
}

const entryOf = ({ dn, ...attributes }: Found): Entry => ({
  dn,
  values: new Map(
    Object.entries(attributes).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value : [value],
    ]),
  ),
});
