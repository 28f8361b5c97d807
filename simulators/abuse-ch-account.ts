import { type Answer, type Handler, SceneError, type Table, type World } from "./simulator";
import { status } from "./abuse-ch";

/** The Auth-Key that the simulated services of abuse.ch take. Published: it opens nothing else. */
export const abuseChKey = "abuse-ch-test-auth-key";

/**
 * What a scene can say of the key:
 * - `keyState`: "active" (the default) or "blacklisted", which is told under status 200
 * - `quotaPerMinute`: a number, or null (the default) for none
 */
export interface AccountSettings {
  keyState: "active" | "blacklisted";
  quotaPerMinute: number | null;
}

/** The requests of a calendar minute: "2026-08-01T10:42". */
interface Use {
  minute: string;
  count: number;
}

/** Who may ask: one key, told in a header, and how often. https://auth.abuse.ch/ */
export function createAccount(world: World) {
  const settingsTable: Table<AccountSettings> = world.table("account");
  const uses: Table<Use> = world.table("uses");
  const settings = (): AccountSettings =>
    settingsTable.get("account") ?? { keyState: "active", quotaPerMinute: null };

  function used(): Use {
    const minute = new Date(world.now()).toISOString().slice(0, 16);
    const known = uses.get("use");
    return known?.minute === minute ? known : { minute, count: 0 };
  }

  function refusalOf(key: string | undefined): Answer | undefined {
    if (!key) return { status: 401, body: { error: "Unauthorized" } };
    if (key !== abuseChKey) return { status: 403, body: { query_status: "unknown_auth_key" } };
    const { keyState, quotaPerMinute } = settings();
    if (keyState === "blacklisted") return status("user_blacklisted");
    const { minute, count } = used();
    if (count >= (quotaPerMinute ?? Infinity)) return { status: 429 };
    uses.set("use", { minute, count: count + 1 });
    return undefined;
  }

  return {
    /** Answers only those who bring the key; also who asks in another way than the services want. */
    guarded:
      (handler: Handler): Handler =>
      (request) =>
        refusalOf(request.headers["auth-key"]) ?? handler(request),
    set: (changes: Partial<AccountSettings>): void =>
      settingsTable.set("account", { ...settings(), ...changes }),
    state: () => ({ ...settings(), usedThisMinute: used().count }),
  };
}

/** The members of a scene that are about the key; throws a SceneError at a wrong one. */
export function accountScene(members: Record<string, unknown>): Partial<AccountSettings> {
  const { keyState, quotaPerMinute, ...others } = members;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new SceneError(`"${unknown}" is not known in this scene`);
  if (keyState !== undefined && keyState !== "active" && keyState !== "blacklisted") {
    throw new SceneError("keyState must be active or blacklisted");
  }
  const isQuota = typeof quotaPerMinute === "number" && quotaPerMinute >= 0;
  if (quotaPerMinute !== undefined && quotaPerMinute !== null && !isQuota) {
    throw new SceneError("quotaPerMinute must be a number, or null for no limit");
  }
  return {
    ...(keyState !== undefined && { keyState }),
    ...(quotaPerMinute !== undefined && { quotaPerMinute: quotaPerMinute }),
  };
}
