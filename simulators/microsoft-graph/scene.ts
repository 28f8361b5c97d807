import { arrayOf, numberOf, numbersOf, objectOf, SceneError } from "../simulator";
import { type DirectoryScene, directoryReaders } from "./directory-scene";
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

/** Reads a scene, the mail's part and the directory's, or throws a SceneError that says what is expected. */
export function sceneOf(value: unknown): { mail: Scene; directory: DirectoryScene } {
  const scene = Object.entries(objectOf(value, "The scene of microsoft-graph"));
  const unknown = scene.find(
    ([name]) => !Object.hasOwn(readers, name) && !Object.hasOwn(directoryReaders, name),
  );
  if (unknown) {
    const names = [...Object.keys(readers), ...Object.keys(directoryReaders)].join(", ");
    throw new SceneError(`"${unknown[0]}" is not one of ${names}`);
  }
  return {
    mail: readBy<Scene>(readers, scene),
    directory: readBy<DirectoryScene>(directoryReaders, scene),
  };
}

const readBy = <S extends object>(
  by: { [Name in keyof S]-?: (value: unknown) => S[Name] },
  scene: [string, unknown][],
): S =>
  Object.fromEntries(
    scene.flatMap(([name, member]) =>
      Object.hasOwn(by, name) ? [[name, by[name as keyof S](member)]] : [],
    ),
  ) as S;

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
