import { readFile } from "node:fs/promises";
import type { Client, Entry as Found } from "ldapts" with { "resolution-mode": "import" };
import { checkWrite } from "../before-write";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { jsonSecret } from "../json-secret";
import { isRehearsing, rehearsed } from "../rehearsal";
import { codeOf, failureOf, resultCodes, vendor } from "./failure";
import { type Credentials, type Entry, credentials } from "./schema";

export interface DirectorySettings {
  url: string | undefined;
  baseDn: string | undefined;
  caFile: string | undefined;
  secretName: string;
}

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

export type Directory = <T>(work: (session: Session) => Promise<T>) => Promise<T>;

const binary = ["objectSid", "tokenGroups"];
const times = { connectTimeout: 5_000, timeout: 15_000 };

/** Active Directory by LDAP: a connection for each piece of work. The library is loaded by the first. */
export function openDirectory(settings: DirectorySettings, secrets: Secrets): Directory {
  const { url, baseDn, secretName } = settings;
  const parts = "bindDn and password";
  const secret = () => jsonSecret({ vendor, secretName, secrets, schema: credentials, parts });

  async function connect({ bindDn, password }: Credentials): Promise<Client> {
    const { Client: LdapClient } = await import("ldapts");
    const tlsOptions = { ...(await authority(settings.caFile)), minVersion: "TLSv1.2" as const };
    const isPlain = url!.startsWith("ldap:");
    // It speaks TLS wherever it is given options of it.
    const client = new LdapClient({ url: url!, ...times, ...(!isPlain && { tlsOptions }) });
    try {
      await client.bind(bindDn, password);
      return client;
    } catch (error) {
      await client.unbind().catch(() => undefined);
      throw error;
    }
  }

  /** With the secret read anew when it is refused; a password is never tried twice: that would lock the account. */
  async function signIn(): Promise<{ client: Client; used: Credentials }> {
    const first = await secret();
    try {
      return { client: await connect(first), used: first };
    } catch (error) {
      if (codeOf(error) !== resultCodes.invalidCredentials) throw bindFailure(error, first);
      secrets.forget(secretName);
      const next = await secret();
      if (next.bindDn === first.bindDn && next.password === first.password) {
        throw bindFailure(error, first);
      }
      const client = await connect(next).catch((again: unknown) => {
        throw bindFailure(again, next);
      });
      return { client, used: next };
    }
  }

  return async (work) => {
    if (url === undefined) throw notConfigured(vendor, "ACTIVE_DIRECTORY_URL");
    if (baseDn === undefined) throw notConfigured(vendor, "ACTIVE_DIRECTORY_BASE_DN");
    const { client, used } = await signIn();
    try {
      return await work(sessionOn(client, used, { url, baseDn }));
    } finally {
      await client.unbind().catch(() => undefined);
    }
  };
}

const bindFailure = (error: unknown, { password }: Credentials): Error =>
  error instanceof ConnectorError
    ? error
    : failureOf(error, { name: "Bind", isWrite: false, secrets: [password] });

function sessionOn(
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
          timeLimit: times.timeout / 1000,
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

async function authority(file: string | undefined): Promise<{ ca?: Buffer }> {
  if (file === undefined) return {};
  try {
    return { ca: await readFile(file) };
  } catch (error) {
    const message = `The file of ACTIVE_DIRECTORY_CA_FILE could not be read (${String(codeOf(error))}): put the authority's certificate there, in PEM`;
    throw new ConnectorError(vendor, "auth", message);
  }
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
