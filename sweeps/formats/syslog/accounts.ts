import { ascii, startsWith } from "../bytes";
import type { Form, Reading } from "./form";
import { pamForm } from "./pam";

const form = (action: string, read: Form["read"]): Form => ({
  isAttempt: false,
  action,
  outcome: "success",
  read,
});

/** "name=mallory, UID=0, GID=0, home=…": until the first comma. */
const named = (message: string): string | undefined => {
  const at = message.indexOf("name=");
  if (at < 0) return undefined;
  const comma = message.indexOf(",", at);
  return message.slice(at + 5, comma < 0 ? message.length : comma);
};

const quoted = (message: string, from = 0): string | undefined => {
  const start = message.indexOf("'", from);
  const end = message.indexOf("'", start + 1);
  return start < 0 || end < 0 ? undefined : message.slice(start + 1, end);
};

const userAdded = form("user-added", (message, facts) => {
  facts.to(named(message));
  for (const pair of message.slice(message.indexOf(":") + 1).split(",")) {
    const equals = pair.indexOf("=");
    if (equals > 0) facts.own.set(pair.slice(0, equals).trim(), pair.slice(equals + 1));
  }
});
const groupAdded = form("group-added", (message, facts) => {
  facts.group = named(message);
});
const userDeleted = form("user-deleted", (message, facts) => facts.to(quoted(message)));
const memberAdded = form("member-added", (message, facts) => {
  facts.to(quoted(message));
  facts.group = quoted(message, message.lastIndexOf(" group "));
});
/** gpasswd: "user bob added by root to group sudo". */
const memberAddedBy = form("member-added", (message, facts) => {
  const by = message.indexOf(" added by ");
  const to = message.indexOf(" to group ", by);
  facts.to(message.slice(5, by));
  facts.by(message.slice(by + 10, to));
  facts.group = message.slice(to + 10);
});
const passwordChanged = form("password-changed", (message, facts) => {
  const at = message.includes(" for ")
    ? message.lastIndexOf(" for ") + 5
    : message.lastIndexOf("'", message.lastIndexOf("'") - 1) + 1;
  facts.to(message.slice(at).replace(/'.*$/, ""));
});

const FORMS: readonly (readonly [Uint8Array, Form])[] = [
  [ascii("new user: "), userAdded],
  [ascii("new group: "), groupAdded],
  [ascii("delete user "), userDeleted],
  [ascii("add '"), memberAdded],
  [ascii("password changed for "), passwordChanged],
  [ascii("changed password "), passwordChanged],
];
const USER = ascii("user ");
const CHANGED = "password changed for ";

/** useradd, usermod, userdel, groupadd, gpasswd, passwd: https://github.com/shadow-maint/shadow. */
export const accountsForm: Reading = (bytes, at, end) => {
  const found = FORMS.find(([words]) => startsWith(bytes, at, end, words));
  if (found) return found[1];
  if (startsWith(bytes, at, end, USER)) {
    const text = bytes.toString("latin1", at, end);
    return text.includes(" added by ") && text.includes(" to group ") ? memberAddedBy : undefined;
  }
  if (bytes[at] !== 0x70) return undefined;
  return bytes.toString("latin1", at, end).includes(CHANGED)
    ? passwordChanged
    : pamForm(bytes, at, end);
};
