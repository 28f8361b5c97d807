/**
 * Where each vendor is and what its secret is called; no secret itself. `config/settings.ts` reads it
 * from the environment. What is undefined is not set up: the operations of that vendor say so.
 */
export interface Settings {
  identity: {
    /** Whether the platform offers a managed identity (IDENTITY_ENDPOINT and IDENTITY_HEADER). */
    isAvailable: boolean;
    /** Client id of a user-assigned identity; undefined for the system-assigned one. */
    clientId: string | undefined;
  };
  keyVault: { url: string | undefined };
  sentinel: { url: string };
  logs: { url: string; workspaceId: string | undefined };
  virustotal: { url: string; secretName: string };
  servicenow: {
    url: string | undefined;
    secretName: string;
    /** One of the instance's own choices for a solved incident. */
    closeCode: string;
  };
  teams: { secretName: string };
}
