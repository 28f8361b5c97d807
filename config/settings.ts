import { z } from "zod";
import { parseWorkspaceId } from "../domain/arm-id";
import type { WorkspaceRef } from "../domain/incident";
import { addressProblem } from "../connectors/base-url";
import type { Settings } from "../connectors/settings";

/** Everything that the environment decides; the composition root hands out the parts. */
export interface AppSettings extends Settings {
  /** Where the app remembers what it did: see `ledger/index.ts`. */
  ledger: string;
  policyFile: string;
  /** Entra object ids that may post incidents, in lower case; empty leaves it to the function key. */
  allowedCallers: string[];
  intakeMaxBytes: number;
  /** The workspace of triggers that do not name theirs: the classic alert body. */
  workspace: WorkspaceRef | undefined;
}

// What Azure Functions does not know it does not set; what a template leaves open it sets to "".
const optional = <T extends z.ZodType<unknown, string>>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const withDefault = <T extends z.ZodType<unknown, string>>(schema: T, value: string) =>
  z.preprocess((given) => (given === "" || given === undefined ? value : given), schema);

const address = z
  .string()
  .superRefine((text, context) => {
    const problem = addressProblem(text);
    if (problem) context.addIssue(problem);
  })
  .transform((text) => text.replace(/\/+$/, ""));

const guid = z.guid("must be a GUID").toLowerCase();
// https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
const secretName = z.string().regex(/^[0-9A-Za-z-]{1,127}$/, "must be a Key Vault secret's name");

const ledger = z
  .string("is not set: sqlite:<file>, tables:<address of the storage account's tables> or memory:")
  .regex(
    /^(?:memory:$|sqlite:.|tables:.)/,
    "must be sqlite:<file>, tables:<address of the storage account's tables> or memory:",
  )
  .refine(
    (text) => !/^tables:https?:/i.test(text) || !addressProblem(text.slice("tables:".length)),
    "must name tables by https:// (plain http:// is for this machine only)",
  );

const workspace = z
  .string()
  .transform((id) => parseWorkspaceId(id))
  .refine((parsed) => parsed !== undefined, "must be the resource id of a Log Analytics workspace");

const callers = z
  .string()
  .transform((list) => list.split(",").map((id) => id.trim().toLowerCase()))
  .transform((ids) => ids.filter((id) => id !== ""))
  .pipe(z.array(z.guid("must be object ids (GUIDs), separated by commas")));

const bytes = z
  .string()
  .regex(/^\d+$/, "must be a whole number of bytes")
  .transform(Number)
  .pipe(
    z
      .number()
      .min(1_024, "must be at least 1024")
      .max(100 * 1_024 * 1_024, "is too much"),
  );

const environment = z.object({
  IDENTITY_ENDPOINT: optional(z.string()),
  IDENTITY_HEADER: optional(z.string()),
  MANAGED_IDENTITY_CLIENT_ID: optional(guid),
  KEY_VAULT_URL: optional(address),
  RESOURCE_MANAGER_URL: withDefault(address, "https://management.azure.com"),
  LOGS_URL: withDefault(address, "https://api.loganalytics.io"),
  LOG_ANALYTICS_WORKSPACE_ID: optional(guid),
  VIRUSTOTAL_URL: withDefault(address, "https://www.virustotal.com"),
  VIRUSTOTAL_SECRET_NAME: withDefault(secretName, "virustotal-api-key"),
  SERVICENOW_URL: optional(address),
  SERVICENOW_SECRET_NAME: withDefault(secretName, "servicenow-credentials"),
  SERVICENOW_CLOSE_CODE: withDefault(z.string(), "Solution provided"),
  TEAMS_SECRET_NAME: withDefault(secretName, "teams-webhook-url"),
  LEDGER: ledger,
  POLICY_FILE: withDefault(z.string(), "policy.json"),
  SENTINEL_WORKSPACE_RESOURCE_ID: optional(workspace),
  INTAKE_ALLOWED_CALLERS: withDefault(callers, ","),
  INTAKE_MAX_BYTES: withDefault(bytes, String(4 * 1_024 * 1_024)),
});

/** The settings, checked; throws one error that names every setting with a problem, and no value. */
export function readSettings(variables: NodeJS.ProcessEnv): AppSettings {
  const parsed = environment.safeParse(variables);
  const problems = [
    ...unresolved(variables),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${String(path[0])} ${message}`),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new Error(`Cannot start with these settings:\n  ${[...new Set(problems)].join("\n  ")}`);
  }
  const env = parsed.data;
  return {
    identity: {
      isAvailable: env.IDENTITY_ENDPOINT !== undefined && env.IDENTITY_HEADER !== undefined,
      clientId: env.MANAGED_IDENTITY_CLIENT_ID,
    },
    keyVault: { url: env.KEY_VAULT_URL },
    sentinel: { url: env.RESOURCE_MANAGER_URL },
    logs: { url: env.LOGS_URL, workspaceId: env.LOG_ANALYTICS_WORKSPACE_ID },
    virustotal: { url: env.VIRUSTOTAL_URL, secretName: env.VIRUSTOTAL_SECRET_NAME },
    servicenow: {
      url: env.SERVICENOW_URL,
      secretName: env.SERVICENOW_SECRET_NAME,
      closeCode: env.SERVICENOW_CLOSE_CODE,
    },
    teams: { secretName: env.TEAMS_SECRET_NAME },
    ledger: env.LEDGER,
    policyFile: env.POLICY_FILE,
    allowedCallers: env.INTAKE_ALLOWED_CALLERS,
    intakeMaxBytes: env.INTAKE_MAX_BYTES,
    workspace: env.SENTINEL_WORKSPACE_RESOURCE_ID,
  };
}

/** The platform leaves a reference as it is when it cannot read the secret behind it. */
const unresolved = (variables: NodeJS.ProcessEnv): string[] =>
  Object.entries(variables)
    .filter(([, value]) => value?.trimStart().startsWith("@Microsoft.KeyVault("))
    .map(
      ([name]) =>
        `${name} is an unresolved Key Vault reference: see that the secret exists and that the app's identity may read it`,
    );
