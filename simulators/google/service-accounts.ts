import { createHash } from "node:crypto";
import type { Answer, Handler, Routes, SimulatedRequest, Table, World } from "../simulator";
import { isRecord } from "../simulator";
import { checkCloudToken } from "./federation";
import { googleError } from "./google-error";
import type { Account, Key, Settings } from "./scene";

const base = "/iam/v1/projects/{project}/serviceAccounts/{account}";

/**
 * Service accounts and their keys: https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.
 * An account is known by its email or its unique id. Disabling what is disabled is no error.
 */
export function serviceAccounts(
  world: World,
  accounts: Table<Account>,
  settings: () => Settings,
): Routes {
  let window = { startedAt: 0, count: 0 };

  const behindToken =
    (act: Handler): Handler =>
    (request) =>
      checkCloudToken(request, world, settings()) ?? act(request);

  const denied = (permission: string): Answer | undefined =>
    settings().denied.includes(permission)
      ? googleError(
          403,
          `Permission '${permission}' denied on resource (or it may not exist).`,
          "IAM_PERMISSION_DENIED",
        )
      : undefined;

  function throttled(): Answer | undefined {
    const now = world.now();
    if (now >= window.startedAt + 60_000) window = { startedAt: now, count: 0 };
    window = { ...window, count: window.count + 1 };
    if (window.count <= settings().writesPerMinute) return undefined;
    const message =
      "Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute' of service 'iam.googleapis.com'.";
    return googleError(429, message, "RATE_LIMIT_EXCEEDED");
  }

  const find = (project = "", name = ""): Account | undefined =>
    accounts
      .rows()
      .find((one) => one.project === project && [one.email, one.uniqueId].includes(name));

  function getAccount({ params }: SimulatedRequest): Answer {
    const refused = denied("iam.serviceAccounts.get");
    if (refused) return refused;
    const account = find(params["project"], params["account"]);
    return account ? { body: accountAnswer(account) } : unknownAccount(params["account"]);
  }

  function setAccount(request: SimulatedRequest): Answer {
    const { params } = request;
    const verb = verbOf(params["account"]);
    if (!verb) return googleError(404, "Method not found.");
    const refused = denied(`iam.serviceAccounts.${verb.verb}`) ?? throttled() ?? wrongBody(request);
    if (refused) return refused;
    const account = find(params["project"], verb.name);
    if (!account) return unknownAccount(verb.name);
    accounts.set(account.email, { ...account, disabled: verb.verb === "disable" });
    return { body: {} };
  }

  function getKey({ params }: SimulatedRequest): Answer {
    const refused = denied("iam.serviceAccountKeys.get");
    if (refused) return refused;
    const account = find(params["project"], params["account"]);
    const key = account?.keys.find(({ id }) => id === params["key"]);
    return account && key ? { body: keyAnswer(account, key) } : unknownKey(params["key"]);
  }

  function setKey(request: SimulatedRequest): Answer {
    const { params } = request;
    const verb = verbOf(params["key"]);
    if (!verb) return googleError(404, "Method not found.");
    const refused =
      denied(`iam.serviceAccountKeys.${verb.verb}`) ?? throttled() ?? wrongBody(request);
    if (refused) return refused;
    const account = find(params["project"], params["account"]);
    const key = account?.keys.find(({ id }) => id === verb.name);
    if (!account || !key) return unknownKey(verb.name);
    if (key.keyType !== "USER_MANAGED") {
      return googleError(
        400,
        "Cannot change the status of a system-managed key.",
        undefined,
        "FAILED_PRECONDITION",
      );
    }
    const keys = account.keys.map((one) =>
      one.id === key.id ? { ...one, disabled: verb.verb === "disable" } : one,
    );
    accounts.set(account.email, { ...account, keys });
    return { body: {} };
  }

  function policy({ params }: SimulatedRequest): Answer {
    const [, project = "", verb] = /^(.*):(\w+)$/.exec(params["project"] ?? "") ?? [];
    if (verb !== "getIamPolicy") return googleError(404, "Method not found.");
    const refused = denied("resourcemanager.projects.getIamPolicy");
    if (refused) return refused;
    const held = accounts.rows().filter((one) => one.project === project);
    const roles = new Set(held.flatMap((one) => one.roles));
    return {
      body: {
        version: 1,
        etag: "BwYx2rQ5a0o=",
        bindings: [...roles].map((role) => ({
          role,
          members: held
            .filter((one) => one.roles.includes(role))
            .map(({ email }) => `serviceAccount:${email}`),
        })),
      },
    };
  }

  return {
    [`GET ${base}`]: behindToken(getAccount),
    [`POST ${base}`]: behindToken(setAccount),
    [`GET ${base}/keys/{key}`]: behindToken(getKey),
    [`POST ${base}/keys/{key}`]: behindToken(setKey),
    "POST /resources/v3/projects/{project}": behindToken(policy),
  };
}

function verbOf(text = ""): { name: string; verb: "disable" | "enable" } | undefined {
  const [, name = "", verb] = /^(.*):(disable|enable)$/.exec(text) ?? [];
  return verb ? { name, verb: verb as "disable" | "enable" } : undefined;
}

const unknownAccount = (name = ""): Answer => googleError(404, `Unknown service account: ${name}`);
const unknownKey = (name = ""): Answer =>
  googleError(404, `Service account key ${name} does not exist.`);

function wrongBody({ json, body }: SimulatedRequest): Answer | undefined {
  if (body.length === 0 || (isRecord(json) && Object.keys(json).length === 0)) return undefined;
  return googleError(400, "Invalid JSON payload received. Unknown name.");
}

const accountAnswer = ({ project, email, uniqueId, displayName, disabled }: Account): object => ({
  name: `projects/${project}/serviceAccounts/${email}`,
  projectId: project,
  uniqueId,
  email,
  displayName,
  etag: createHash("sha256").update(displayName).digest("base64").slice(0, 16),
  oauth2ClientId: uniqueId,
  // Google leaves out what is false.
  ...(disabled && { disabled }),
});

const keyAnswer = ({ project, email }: Account, { id, keyType, disabled }: Key): object => ({
  name: `projects/${project}/serviceAccounts/${email}/keys/${id}`,
  validAfterTime: "2026-01-12T09:30:00Z",
  validBeforeTime: "9999-12-31T23:59:59Z",
  keyAlgorithm: "KEY_ALG_RSA_2048",
  keyOrigin: "GOOGLE_PROVIDED",
  keyType,
  ...(disabled && { disabled, disableReason: "SERVICE_ACCOUNT_KEY_DISABLE_REASON_USER_INITIATED" }),
});
