import type { ContainmentMethod } from "../../domain/containing";
import type { Json } from "../../domain/json";
import { ConnectorError } from "../connector-error";
import type { Directory } from "./directory";
import type { Session } from "./session";
import { vendor } from "./failure";
import { userClass } from "./find-account";
import { resolveAccount } from "./resolve";
import { textIn } from "./schema";
import { bytesOfSid, isAccountSid } from "./sid";

const attribute = "userAccountControl";
/** ADS_UF_ACCOUNTDISABLE: https://learn.microsoft.com/windows/win32/adschema/a-useraccountcontrol */
const disabledFlag = 0x2;
const tries = 3;

/**
 * Keeps an account from signing in. The old value is deleted and the new one added in one request, which
 * Active Directory refuses when somebody changed it in between: then it is read again. No other flag changes.
 */
export function disableAccount(
  directory: Directory,
  domain: string | undefined,
): ContainmentMethod {
  async function set(id: string, isDisabled: boolean): Promise<void> {
    await directory(async (session) => {
      for (let tried = 0; tried < tries; tried += 1) {
        const { dn, flags } = await read(session, id);
        if (hasFlag(flags) === isDisabled) return;
        const next = isDisabled ? flags | disabledFlag : flags & ~disabledFlag;
        if (await session.swap(dn, attribute, String(flags), String(next))) return;
      }
      const message = `${attribute} of ${id} was changed by somebody else ${tries} times in a row`;
      throw new ConnectorError(vendor, "transient", message);
    });
  }

  return {
    resolve: async (claim) => resolveAccount(directory, claim, domain),
    async look({ id }) {
      const { flags } = await directory((session) => read(session, id));
      const isDisabled = hasFlag(flags);
      return { state: { isDisabled }, effect: isDisabled ? "in-effect" : "none" };
    },
    act: ({ id }) => set(id, true),
    async undo({ id, label }, before) {
      if (!wasEnabled(before)) {
        const message = `${label} was not enabled before, so it was not enabled`;
        throw new ConnectorError(vendor, "permanent", message);
      }
      await set(id, false);
    },
  };
}

// Negative for nobody: all flags are below the sign.
const hasFlag = (flags: number): boolean => (flags & disabledFlag) !== 0;

const wasEnabled = (before: Json): boolean =>
  typeof before === "object" &&
  before !== null &&
  !Array.isArray(before) &&
  before["isDisabled"] === false;

async function read(session: Session, sid: string): Promise<{ dn: string; flags: number }> {
  if (!isAccountSid(sid)) {
    throw new ConnectorError(vendor, "permanent", `"${sid}" is no SID of a domain's account`);
  }
  const equal = { ...userClass, objectSid: bytesOfSid(sid) };
  const [entry, ...more] = await session.find({ scope: "sub", equal, attributes: [attribute] });
  if (!entry || more.length > 0) {
    const message = `No single account has the SID ${sid} below ACTIVE_DIRECTORY_BASE_DN`;
    throw new ConnectorError(vendor, "not-found", message);
  }
  const text = textIn(entry, attribute) ?? "";
  if (!/^\d{1,10}$/.test(text)) {
    const message = `${attribute} of ${sid} cannot be read: delegate to the app's account to read all properties`;
    throw new ConnectorError(vendor, "auth", message);
  }
  return { dn: entry.dn, flags: Number(text) };
}
