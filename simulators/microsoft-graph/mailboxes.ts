import type { Claims } from "../managed-identity/token";
import type { Problem } from "./problem";

/** A user who may have a mailbox. */
export interface Mailbox {
  address: string;
  /** Object id of the user. */
  id: string;
  /** Without a licence there is a user and no mailbox. */
  isLicensed: boolean;
}

/** Of RBAC for Applications in Exchange Online: a permission over some mailboxes only. */
export interface RoleAssignment {
  role: MailPermission;
  mailboxes: string[];
}

export const MAIL_PERMISSIONS = ["Mail.Read", "Mail.ReadWrite", "Mail.Send"] as const;
export type MailPermission = (typeof MAIL_PERMISSIONS)[number];

/** The mailbox in a path, by address or object id, when the caller has one of the permissions over it. */
export function mailboxFor(
  user: string,
  caller: Claims,
  permissions: readonly MailPermission[],
  known: { mailboxes: readonly Mailbox[]; roleAssignments: readonly RoleAssignment[] },
): Mailbox | Problem {
  const same = (text: string): boolean => text.toLowerCase() === user.toLowerCase();
  const mailbox = known.mailboxes.find(({ address, id }) => same(address) || same(id));
  if (!mailbox) {
    return {
      status: 404,
      code: "ErrorInvalidUser",
      message: `The requested user '${user}' is invalid.`,
    };
  }
  if (!mailbox.isLicensed) {
    return {
      status: 404,
      code: "MailboxNotEnabledForRESTAPI",
      message: "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
    };
  }
  // The union: what Entra ID grants is for every mailbox, whatever the scopes in Exchange say.
  const isScoped = known.roleAssignments.some(
    ({ role, mailboxes }) =>
      permissions.includes(role) &&
      mailboxes.some((one) => one.toLowerCase() === mailbox.address.toLowerCase()),
  );
  if (isScoped || permissions.some((name) => caller.roles.includes(name))) return mailbox;
  return {
    status: 403,
    code: "ErrorAccessDenied",
    message: "Access is denied. Check credentials and try again.",
  };
}
