import type { Answer, Handler, Routes, SimulatedRequest, Table, World } from "../simulator";
import { isRecord } from "../simulator";
import { checkCloudToken } from "./federation";
import { computeError } from "./google-error";
import type { ArmorPolicy, Rule, Settings } from "./scene";

/** A change that was begun. */
export interface Operation {
  name: string;
  /** Path of what it changes. */
  target: string;
  endsAt: number;
  error: string | null;
}

const root = "/compute/compute/v1/projects/{project}";
const one = `${root}/global/securityPolicies/{policy}`;
const mostRanges = 10;
const mostRules = 200;

/** What every call of Compute Engine has in front of it, and what its changes answer. */
export function computeBasics(
  world: World,
  operations: Table<Operation>,
  settings: () => Settings,
) {
  return {
    behind:
      (permission: string, act: Handler): Handler =>
      (request) => {
        const refused = checkCloudToken(request, world, settings());
        if (refused) return refused;
        if (!settings().denied.includes(permission)) return act(request);
        const message = `Required '${permission}' permission for '${request.path}'`;
        return computeError(403, "forbidden", message);
      },
    /** The refusal of a second change while one is under way. */
    busy: (target: string): Answer | undefined =>
      operations.rows().some((found) => found.target === target && found.endsAt > world.now())
        ? computeError(400, "resourceNotReady", `The resource '${target}' is not ready`)
        : undefined,
    begin(target: string, seconds = settings().operationSeconds): Answer {
      const name = `operation-${String(operations.size() + 1).padStart(13, "0")}`;
      const endsAt = world.now() + seconds * 1_000;
      operations.set(name, { name, target, endsAt, error: settings().operationError });
      return {
        body: { ...operationAnswer(operations.get(name)!, world.now()), status: "RUNNING" },
      };
    },
    operation: ({ params }: SimulatedRequest): Answer => {
      const found = operations.get(params["operation"] ?? "");
      if (found) return { body: operationAnswer(found, world.now()) };
      return computeError(404, "notFound", `The resource '${params["operation"]}' was not found`);
    },
  };
}

const operationAnswer = ({ name, target, endsAt, error }: Operation, now: number): object => ({
  kind: "compute#operation",
  name,
  targetLink: target,
  status: endsAt <= now ? "DONE" : "RUNNING",
  progress: endsAt <= now ? 100 : 0,
  ...(endsAt <= now && error !== null && { error: { errors: [{ code: error, message: error }] } }),
});

/** What is answered for what is not there. */
export const missing = ({ path }: SimulatedRequest): Answer =>
  computeError(404, "notFound", `The resource '${path}' was not found`);

const keyOf = ({ params }: SimulatedRequest): string => `${params["project"]}/${params["policy"]}`;

/** Cloud Armor's policies: https://cloud.google.com/compute/docs/reference/rest/v1/securityPolicies */
export function compute(
  world: World,
  { policies, operations }: { policies: Table<ArmorPolicy>; operations: Table<Operation> },
  settings: () => Settings,
): Routes {
  const basics = computeBasics(world, operations, settings);

  function get(request: SimulatedRequest): Answer {
    const policy = policies.get(keyOf(request));
    if (!policy) return missing(request);
    const { name, rules } = policy;
    return {
      body: {
        kind: "compute#securityPolicy",
        name,
        fingerprint: Buffer.from(JSON.stringify(rules)).toString("base64").slice(-12),
        rules: rules.map(({ srcIpRanges, ...rule }) => ({
          kind: "compute#securityPolicyRule",
          ...rule,
          match: { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges } },
        })),
      },
    };
  }

  function add(request: SimulatedRequest): Answer {
    const key = keyOf(request);
    const policy = policies.get(key);
    if (!policy) return missing(request);
    const rule = ruleOf(request.json);
    if ("problem" in rule) return computeError(400, "invalid", rule.problem);
    const refused = basics.busy(key);
    if (refused) return refused;
    if (policy.rules.some(({ priority }) => priority === rule.priority)) {
      const message = `Invalid value for field 'resource.priority': '${rule.priority}'. Cannot have rules with the same priorities.`;
      return computeError(400, "invalid", message);
    }
    if (policy.rules.length >= mostRules) {
      return computeError(403, "quotaExceeded", "Quota 'SECURITY_POLICY_RULES' exceeded.");
    }
    if (settings().operationError === null) {
      policies.set(key, { ...policy, rules: [...policy.rules, rule].toSorted(byPriority) });
    }
    return basics.begin(key);
  }

  function remove(request: SimulatedRequest): Answer {
    const key = keyOf(request);
    const policy = policies.get(key);
    if (!policy) return missing(request);
    const priority = Number(request.query.get("priority"));
    const refused = basics.busy(key);
    if (refused) return refused;
    const rules = policy.rules.filter((rule) => rule.priority !== priority);
    if (rules.length === policy.rules.length) {
      return computeError(400, "invalid", `There is no rule with the priority ${priority}.`);
    }
    if (settings().operationError === null) policies.set(key, { ...policy, rules });
    return basics.begin(key);
  }

  const update = "compute.securityPolicies.update";
  return {
    [`GET ${one}`]: basics.behind("compute.securityPolicies.get", get),
    [`POST ${one}/addRule`]: basics.behind(update, add),
    [`POST ${one}/removeRule`]: basics.behind(update, remove),
    [`POST ${root}/global/operations/{operation}/wait`]: basics.behind(
      "compute.globalOperations.get",
      basics.operation,
    ),
  };
}

const byPriority = (a: Rule, b: Rule): number => a.priority - b.priority;

function ruleOf(body: unknown): Rule | { problem: string } {
  if (!isRecord(body)) return { problem: "Required field 'resource' not specified" };
  const { priority, action, preview = false, description = "", match } = body;
  const config = isRecord(match) && isRecord(match["config"]) ? match["config"] : {};
  const ranges = config["srcIpRanges"];
  if (!Number.isInteger(priority) || Number(priority) < 0 || Number(priority) > 2_147_483_646) {
    return { problem: "Invalid value for field 'resource.priority'" };
  }
  if (typeof action !== "string" || !/^(allow|deny\((403|404|502)\))$/.test(action)) {
    return { problem: "Invalid value for field 'resource.action'" };
  }
  if (typeof description !== "string" || description.length > 64) {
    return {
      problem: "Invalid value for field 'resource.description': the maximum is 64 characters",
    };
  }
  if (!isRecord(match) || match["versionedExpr"] !== "SRC_IPS_V1") {
    return { problem: "Invalid value for field 'resource.match'" };
  }
  if (!Array.isArray(ranges) || ranges.length === 0 || ranges.length > mostRanges) {
    return { problem: `Invalid value for field 'srcIpRanges': 1 to ${mostRanges} ranges` };
  }
  return {
    priority: Number(priority),
    action,
    preview: preview === true,
    description,
    srcIpRanges: ranges as string[],
  };
}
