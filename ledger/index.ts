import { lazily } from "./lazy";
import type { Ledger } from "./ledger";
import { memoryLedger } from "./memory";
import { openSqliteLedger } from "./sqlite";
import { openTablesLedger } from "./tables";

/** The table of the storage account that holds everything. */
const table = "DurableResponseLedger";

interface Identity {
  /** Client id of a user-assigned identity. */
  clientId?: string | undefined;
}

/** The same as `openLedger`, at once: the file or the table is opened by the first call. */
export const lazyLedger = (setting: string, identity?: Identity): Ledger =>
  lazily(() => openLedger(setting, identity));

/**
 * Opens the ledger that a setting names: `sqlite:<file>`, `tables:<endpoint or connection string>`
 * or `memory:`. At an https endpoint Managed Identity is used; `clientId` names a user-assigned one.
 */
export async function openLedger(setting: string, identity: Identity = {}): Promise<Ledger> {
  const [, scheme, rest = ""] = /^(sqlite|tables|memory):(.*)$/s.exec(setting) ?? [];
  if (scheme === "memory" && rest === "") return memoryLedger();
  if (scheme === "sqlite" && rest !== "") return openSqliteLedger(rest);
  if (scheme === "tables" && rest !== "") {
    return openTablesLedger({ account: rest, table, clientId: identity.clientId });
  }
  // The setting is not quoted: a connection string holds a key.
  throw new Error(
    'Cannot open the ledger: expected "sqlite:<file>", "memory:" or "tables:" with an https endpoint or ' +
      "a connection string of Table Storage",
  );
}
