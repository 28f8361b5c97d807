import type { TableClient, TableServiceClientOptions } from "@azure/data-tables" with {
  "resolution-mode": "import",
};

export interface TableSettings {
  /** `https://<account>.table.core.windows.net`, for Managed Identity, or a connection string. */
  account: string;
  table: string;
  /** Of a user-assigned identity; the system-assigned one when left out. */
  clientId?: string | undefined;
  options?: TableServiceClientOptions;
}

const loopback = /(?:^|;)TableEndpoint=http:\/\/(?:127\.0\.0\.1|localhost)[:/]/i;

/** A client for a table that exists from now on. The libraries are loaded here, not at start-up. */
export async function openTable(settings: TableSettings): Promise<TableClient> {
  const { account, table, clientId, options } = settings;
  const { TableClient } = await import("@azure/data-tables");
  if (!/^https?:/i.test(account)) {
    return TableClient.fromConnectionString(account, table, {
      ...options,
      allowInsecureConnection: loopback.test(account),
    });
  }
  const { ManagedIdentityCredential } = await import("@azure/identity");
  const credential = new ManagedIdentityCredential(clientId === undefined ? {} : { clientId });
  return new TableClient(endpoint(account), table, credential, options);
}

/** A token must not leave unencrypted, and a signature in the address would make two credentials. */
function endpoint(account: string): string {
  const { protocol, search, username, origin, pathname } = new URL(account);
  if (protocol !== "https:" || search || username) {
    throw new Error(
      "Cannot open the ledger in Table Storage: expected https://<account>.table.core.windows.net, " +
        "without a signature, or a connection string",
    );
  }
  return `${origin}${pathname}`;
}
