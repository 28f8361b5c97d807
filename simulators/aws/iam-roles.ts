import type { Table } from "../simulator";
import type { Form } from "./form";
import { Problem } from "./problem";
import { accountId } from "./published";

export interface RoleRow {
  RoleName: string;
  Path: string;
  RoleId: string;
  CreateDate: string;
  /** Inline policies by name. */
  policies: Record<string, string>;
}

const maxPolicyCharacters = 10_240;
const role = (RoleName: string, Path: string, RoleId: string): RoleRow => ({
  RoleName,
  Path,
  RoleId,
  CreateDate: "2024-03-05T08:00:00Z",
  policies: {},
});

/** The roles that are there before any scene is set. */
export const publishedRoles: RoleRow[] = [
  {
    ...role("web-backend", "/service/", "AROASIMULATEDROLE0002"),
    policies: {
      "read-orders":
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*"}]}',
    },
  },
  role("soar-response", "/", "AROASIMULATEDROLE0001"),
  role("AWSServiceRoleForECS", "/aws-service-role/ecs.amazonaws.com/", "AROASIMULATEDROLE0003"),
  role(
    "AWSReservedSSO_Admin_0123456789abcdef",
    "/aws-reserved/sso.amazonaws.com/eu-west-1/",
    "AROASIMULATEDROLE0004",
  ),
];

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html, what is of roles. */
export function roleOperations(roles: Table<RoleRow>) {
  function find(form: Form): RoleRow {
    const name = form.get("RoleName") ?? "";
    const found = roles.get(name);
    if (found) return found;
    throw new Problem("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
  }

  function changeable(form: Form): RoleRow {
    const row = find(form);
    if (!/^\/aws-(?:service-role|reserved)\//.test(row.Path)) return row;
    const message = `Cannot perform the operation on the protected role '${row.RoleName}' - this role is only modifiable by AWS`;
    throw new Problem("UnmodifiableEntity", message, 400);
  }

  return {
    GetRole(form: Form) {
      const { policies: _, ...row } = find(form);
      return { Role: { ...row, Arn: `arn:aws:iam::${accountId}:role${row.Path}${row.RoleName}` } };
    },

    GetRolePolicy(form: Form) {
      const row = find(form);
      const PolicyName = form.get("PolicyName") ?? "";
      const PolicyDocument = encodeURIComponent(policyOf(row, PolicyName));
      return { RoleName: row.RoleName, PolicyName, PolicyDocument };
    },

    PutRolePolicy(form: Form) {
      const row = changeable(form);
      const name = form.get("PolicyName") ?? "";
      const document = form.get("PolicyDocument") ?? "";
      if (!/^[\w+=,.@-]{1,128}$/.test(name)) {
        const message = `1 validation error detected: Value '${name}' at 'policyName' failed to satisfy constraint`;
        throw new Problem("ValidationError", message);
      }
      if (!isPolicy(document)) {
        throw new Problem("MalformedPolicyDocument", "Syntax errors in policy.");
      }
      const policies = { ...row.policies, [name]: document };
      if (Object.values(policies).join("").replaceAll(/\s/g, "").length > maxPolicyCharacters) {
        const message = `Maximum policy size of ${maxPolicyCharacters} bytes exceeded for role ${row.RoleName}`;
        throw new Problem("LimitExceeded", message, 409);
      }
      roles.set(row.RoleName, { ...row, policies });
      return undefined;
    },

    DeleteRolePolicy(form: Form) {
      const row = changeable(form);
      const name = form.get("PolicyName") ?? "";
      policyOf(row, name);
      const { [name]: _, ...policies } = row.policies;
      roles.set(row.RoleName, { ...row, policies });
      return undefined;
    },
  };
}

function policyOf({ policies }: RoleRow, name: string): string {
  const policy = policies[name];
  if (policy !== undefined) return policy;
  const message = `The role policy with name ${name} cannot be found.`;
  throw new Problem("NoSuchEntity", message, 404);
}

/** The form of a policy, in part: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
function isPolicy(text: string): boolean {
  try {
    const { Version, Statement } = JSON.parse(text) as { Version?: string; Statement?: unknown };
    const statements = [Statement].flat() as { Effect?: string; Sid?: string }[];
    return (
      ["2012-10-17", "2008-10-17"].includes(Version ?? "2008-10-17") &&
      statements.every(
        ({ Effect, Sid = "" }) =>
          ["Allow", "Deny"].includes(Effect ?? "") && /^[A-Za-z0-9]*$/.test(Sid),
      )
    );
  } catch {
    return false;
  }
}
