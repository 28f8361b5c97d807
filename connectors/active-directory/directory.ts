import { readFile } from "node:fs/promises";
import type { Client } from "ldapts" with { "resolution-mode": "import" };
import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { jsonSecret } from "../json-secret";
import { codeOf, failureOf, resultCodes, vendor } from "./failure";
import { type Credentials, credentials } from "./schema";
import { type Session, sessionOn, timeout } from "./session";

export interface DirectorySettings {
  url: string | undefined;
  baseDn: string | undefined;
  caFile: string | undefined;
  secretName: string;
}

export type Directory = <T>(work: (session: Session) => Promise<T>) => Promise<T>;

const connectTimeout = 5_000;

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
    const client = new LdapClient({
      url: url!,
      connectTimeout,
      timeout,
      ...(!isPlain && { tlsOptions }),
    });
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

async function authority(file: string | undefined): Promise<{ ca?: Buffer }> {
  if (file === undefined) return {};
  try {
    return { ca: await readFile(file) };
  } catch (error) {
    const message = `The file of ACTIVE_DIRECTORY_CA_FILE could not be read (${String(codeOf(error))}): put the authority's certificate there, in PEM`;
    throw new ConnectorError(vendor, "auth", message);
  }
}
