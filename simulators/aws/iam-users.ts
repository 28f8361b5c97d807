import type { Table } from "../simulator";
import { type Form, entriesIn, listIn } from "./form";
import { Problem } from "./problem";
import { accountId } from "./published";

export interface UserRow {
  UserName: string;
  Path: string;
  UserId: string;
  CreateDate: string;
  Tags: Record<string, string>;
  /** Status by id. */
  keys: Record<string, "Active" | "Inactive">;
  /** Actions that its policies allow, and on what: "s3:GetObject", "iam:*", "iam:PutRolePolicy arn:aws:iam::*:role/*". */
  allowed: string[];
  /** Context that its policies ask for and a simulation has not: "aws:MultiFactorAuthPresent". */
  missing?: string[];
}

const user = (UserName: string, UserId: string, more: Partial<UserRow> = {}): UserRow => ({
  UserName,
  Path: "/",
  UserId,
  CreateDate: "2024-03-05T08:00:00Z",
  Tags: {},
  keys: {},
  allowed: [],
  ...more,
});

/** The users that are there before any scene is set. */
export const publishedUsers: UserRow[] = [
  user("build-agent", "AIDASIMULATEDUSER0001", {
    Path: "/ci/",
    Tags: { owner: "platform team" },
    keys: {
      AKIASIMULATED0000001: "Active",
      AKIASIMULATED0000002: "Active",
    },
    allowed: ["s3:GetObject", "s3:PutObject"],
  }),
  user("reporting", "AIDASIMULATEDUSER0002", {
    keys: { AKIASIMULATED0000003: "Active", AKIASIMULATED0000004: "Inactive" },
    allowed: ["s3:GetObject"],
  }),
  user("administrator", "AIDASIMULATEDUSER0003", {
    keys: { AKIASIMULATED0000005: "Active" },
    allowed: ["*"],
  }),
  user("console-only", "AIDASIMULATEDUSER0004"),
];

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html, what is of users. */
export function userOperations(users: Table<UserRow>) {
  function find(form: Form): UserRow {
    const name = form.get("UserName") ?? "";
    const found = users.get(name);
    if (found) return found;
    const message = `The user with name ${name} cannot be found.`;
    throw new Problem("NoSuchEntity", message, 404);
  }

  return {
    GetUser(form: Form) {
      const { keys: _, allowed: __, missing: ___, Tags, ...row } = find(form);
      const tags = Object.entries(Tags).map(([Key, Value]) => ({ Key, Value }));
      return { User: { ...row, Arn: arnOf(row), ...(tags.length > 0 && { Tags: tags }) } };
    },

    ListAccessKeys(form: Form) {
      const { UserName, CreateDate, keys } = find(form);
      return {
        IsTruncated: false,
        AccessKeyMetadata: Object.entries(keys).map(([AccessKeyId, Status]) => ({
          UserName,
          AccessKeyId,
          Status,
          CreateDate,
        })),
      };
    },

    UpdateAccessKey(form: Form) {
      const row = find(form);
      const [id = "", status = ""] = [form.get("AccessKeyId"), form.get("Status")].map(String);
      if (status !== "Active" && status !== "Inactive") throw invalid("status", status);
      if (!(id in row.keys)) {
        const message = `The Access Key with id ${id} cannot be found.`;
        throw new Problem("NoSuchEntity", message, 404);
      }
      users.set(row.UserName, { ...row, keys: { ...row.keys, [id]: status } });
      return undefined;
    },

    TagUser(form: Form) {
      const row = find(form);
      const tags = entriesIn(form, "Tags");
      for (const { Key = "", Value = "" } of tags) {
        if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(Key)) throw invalid("tags", Key);
        if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(Value)) throw invalid("tags", Value);
      }
      const added = Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
      users.set(row.UserName, { ...row, Tags: { ...row.Tags, ...added } });
      return undefined;
    },

    UntagUser(form: Form) {
      const row = find(form);
      const gone = new Set(listIn(form, "TagKeys"));
      const kept = Object.entries(row.Tags).filter(([key]) => !gone.has(key));
      users.set(row.UserName, { ...row, Tags: Object.fromEntries(kept) });
      return undefined;
    },

    /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
    SimulatePrincipalPolicy(form: Form) {
      const source = form.get("PolicySourceArn");
      const row = users.rows().find((one) => arnOf(one) === source);
      if (!row)
        throw new Problem("NoSuchEntity", `The user with arn ${source} cannot be found.`, 404);
      const [EvalResourceName = "*"] = listIn(form, "ResourceArns");
      return {
        IsTruncated: false,
        EvaluationResults: listIn(form, "ActionNames").map((EvalActionName) => ({
          EvalActionName,
          EvalResourceName,
          EvalDecision: allows(row, EvalActionName, EvalResourceName) ? "allowed" : "implicitDeny",
          MissingContextValues: row.missing ?? [],
        })),
      };
    },
  };
}

const arnOf = ({ Path, UserName }: Pick<UserRow, "Path" | "UserName">): string =>
  `arn:aws:iam::${accountId}:user${Path}${UserName}`;

/** Wildcards as IAM reads them, in the action and in the resource. */
const allows = ({ allowed }: UserRow, action: string, resource: string): boolean =>
  allowed.some((text) => {
    const [actions = "", resources = "*"] = text.split(" ");
    return isLike(action, actions) && isLike(resource, resources);
  });

const isLike = (text: string, pattern: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(
    text,
  );

const invalid = (what: string, value: string): Problem =>
  new Problem(
    "ValidationError",
    `1 validation error detected: Value '${value}' at '${what}' failed to satisfy constraint`,
  );
