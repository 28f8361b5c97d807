import { arrayOf, numberOf, numbersOf, objectOf, SceneError } from "../simulator";
import { documentedLimits, type Limits } from "./limits";
import {
  MAIL_PERMISSIONS,
  type Mailbox,
  type MailPermission,
  type RoleAssignment,
} from "./mailboxes";

/** A message that is there from the start. */
export interface SceneMessage {
  /** Its immutable id. */
  id: string;
  mailbox: string;
  isDraft: boolean;
  ref?: string;
}

/**
 * What a scene can say; each member replaces what was there, `limits` those that it names:
 * - `mailboxes`: `[{ address, id, isLicensed }]`
 * - `roleAssignments`: `[{ role: "Mail.Send", mailboxes: [address] }]`, of RBAC for Applications; what
 *   a token's `roles` say is for every mailbox
 * - `messages`: `[{ id, mailbox, isDraft, ref }]`; forgets what was sent
 * - `unreachable`: addresses whose mail comes back, later than the 202
 * - `sentItemsDelaySeconds`: until the copy of a sent message can be found
 * - `isHeld`: requests do not end until it is false
 */
export interface Scene {
  mailboxes?: Mailbox[];
  roleAssignments?: RoleAssignment[];
  messages?: SceneMessage[];
  unreachable?: string[];
  sentItemsDelaySeconds?: number;
  limits?: Partial<Limits>;
  isHeld?: boolean;
}

const readers: { [Name in keyof Scene]-?: (value: unknown) => Scene[Name] } = {
  mailboxes: (value) => arrayOf(value, "mailboxes").map(mailboxOf),
  roleAssignments: (value) => arrayOf(value, "roleAssignments").map(assignmentOf),
  messages: (value) => arrayOf(value, "messages").map(messageOf),
  unreachable: (value) => textsOf(value, "unreachable"),
  sentItemsDelaySeconds: (value) => numberOf(value, "sentItemsDelaySeconds"),
  limits: (value) => numbersOf(value, "limits", documentedLimits),
  isHeld: (value) => value === true,
};

/** Reads a scene, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): Scene {
  const scene = objectOf(value, "The scene of microsoft-graph");
  const members = Object.entries(scene).map(([name, member]) => {
    const reader = Object.hasOwn(readers, name) ? readers[name as keyof Scene] : undefined;
    if (reader) return [name, reader(member)];
    throw new SceneError(`"${name}" is not one of ${Object.keys(readers).join(", ")}`);
  });
  return Object.fromEntries(members) as Scene;
}

function mailboxOf(value: unknown): Mailbox {
  const { address, id, isLicensed = true } = objectOf(value, "A mailbox");
  return {
    address: textOf(address, "address"),
    id: textOf(id, "id"),
    isLicensed: isLicensed === true,
  };
}

function assignmentOf(value: unknown): RoleAssignment {
  const { role, mailboxes } = objectOf(value, "A role assignment");
  if (!MAIL_PERMISSIONS.includes(role as MailPermission)) {
    throw new SceneError(`A role must be one of ${MAIL_PERMISSIONS.join(", ")}`);
  }
  return { role: role as MailPermission, mailboxes: textsOf(mailboxes, "mailboxes") };
}

function messageOf(value: unknown): SceneMessage {
  const { id, mailbox, isDraft, ref } = objectOf(value, "A message");
  return {
    id: textOf(id, "id"),
    mailbox: textOf(mailbox, "mailbox"),
    isDraft: isDraft === true,
    ...(ref === undefined ? {} : { ref: textOf(ref, "ref") }),
  };
}

const textsOf = (value: unknown, name: string): string[] =>
  arrayOf(value, name).map((text) => textOf(text, name));

function textOf(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw new SceneError(`${name} must be a text`);
}
