import { ascii, startsWith } from "../bytes";
import type { Facts } from "../facts";
import type { Form, Reading } from "./form";
import { pamForm, readPamFailure } from "./pam";

/**
 * Messages of OpenSSH's server (https://github.com/openssh/openssh-portable: auth.c, auth-pam.c, packet.c). One attempt is
 * one "Failed METHOD for" or "Accepted METHOD for"; all else that is written about it is told apart and not counted.
 */
const ACCEPTED = ascii("Accepted ");
const FAILED = ascii("Failed ");
const FAILED_NONE = ascii("Failed none for ");
const INVALID = ascii("Invalid user ");
const ILLEGAL = ascii("Illegal user ");
const MAXIMUM = ascii("maximum authentication attempts exceeded for ");
const ERROR = ascii("error: ");
const FATAL = ascii("fatal: ");
const PAM_MORE = ascii("PAM ");
const PAM_ERROR = ascii("PAM: ");
const USER = ascii("User ");
const CONNECTION = ascii("Connection ");
const DISCONNECT = ascii("Disconnect");
const RECEIVED = ascii("Received disconnect from ");
const DID_NOT = ascii("Did not receive identification string from ");

const login = (outcome: "success" | "failure"): Form => ({
  isAttempt: true,
  action: "logged-in",
  outcome,
  read(message, facts) {
    const at = message.indexOf(" for ");
    facts.means = message.slice(message.indexOf(" ") + 1, at);
    const isKnown = readUserFrom(message.slice(at + 5), facts);
    if (outcome === "failure") facts.reason = isKnown ? "wrong-password" : "unknown-user";
  },
});

const note = (action: string, outcome: "failure" | undefined, read: Form["read"]): Form => ({
  isAttempt: false,
  action,
  ...(outcome ? { outcome } : {}),
  read,
});

const afterWord =
  (word: string): Form["read"] =>
  (message, facts) => {
    const at = message.indexOf(word);
    readUserFrom(message.slice(at + word.length), facts);
  };

const SUCCEEDED = login("success");
const REFUSED = login("failure");
const PROBED = note("login-probed", "failure", afterWord(" for "));
const NO_USER = note("unknown-user", "failure", (message, facts) => {
  facts.reason = "unknown-user";
  readUserFrom(message.slice(INVALID.length), facts);
});
const TOO_MANY = note("attempts-exceeded", "failure", afterWord(" exceeded for "));
const MORE = note("attempts-summarised", "failure", readPamFailure);
const PAM_FAILED = note("pam-authentication-failed", "failure", afterWord(" for "));
const NOT_ALLOWED = note("login-not-allowed", "failure", (message, facts) => {
  const stop = message.lastIndexOf(" not allowed because ");
  facts.reason = "not-allowed";
  readUserFrom(message.slice(USER.length, stop < 0 ? message.length : stop), facts);
});
const CLOSED = note("connection-closed", undefined, readConnection);

/** The form of a message of sshd or sshd-session. */
export const sshdForm: Reading = (bytes, start, end) => {
  let at = start;
  if (bytes[at] === 0x65 && startsWith(bytes, at, end, ERROR)) at += ERROR.length;
  else if (bytes[at] === 0x66 && startsWith(bytes, at, end, FATAL)) at += FATAL.length;
  const first: number = bytes[at] ?? 0;
  switch (first) {
    case 0x46:
      if (!startsWith(bytes, at, end, FAILED)) return undefined;
      if (startsWith(bytes, at, end, FAILED_NONE)) return PROBED;
      return hasFor(bytes, at + FAILED.length, end) ? REFUSED : undefined;
    case 0x41:
      if (!startsWith(bytes, at, end, ACCEPTED)) return undefined;
      return hasFor(bytes, at + ACCEPTED.length, end) ? SUCCEEDED : undefined;
    case 0x49:
      return startsWith(bytes, at, end, INVALID) || startsWith(bytes, at, end, ILLEGAL)
        ? NO_USER
        : undefined;
    case 0x6d:
      return startsWith(bytes, at, end, MAXIMUM) ? TOO_MANY : undefined;
    case 0x50:
      if (startsWith(bytes, at, end, PAM_ERROR)) return PAM_FAILED;
      return startsWith(bytes, at, end, PAM_MORE) ? MORE : undefined;
    case 0x55:
      return startsWith(bytes, at, end, USER) ? NOT_ALLOWED : undefined;
    case 0x43:
      return startsWith(bytes, at, end, CONNECTION) ? CLOSED : undefined;
    case 0x44:
      return startsWith(bytes, at, end, DISCONNECT) || startsWith(bytes, at, end, DID_NOT)
        ? CLOSED
        : undefined;
    case 0x52:
      return startsWith(bytes, at, end, RECEIVED) ? CLOSED : undefined;
    case 0x70:
      return pamForm(bytes, at, end);
    default:
      return undefined;
  }
};

/** A method is one word: "Failed to release session" is no attempt. */
function hasFor(bytes: Buffer, at: number, end: number): boolean {
  let i = at;
  while (i < end && bytes[i] !== 0x20) i++;
  return (
    bytes[i + 1] === 0x66 && bytes[i + 2] === 0x6f && bytes[i + 3] === 0x72 && bytes[i + 4] === 0x20
  );
}

const INVALID_USER = "invalid user ";
const ILLEGAL_USER = "illegal user ";

/**
 * "U from A port P …", "U from A": read from the right, since a user's name may hold all of these words. Answers whether
 * sshd knows the user.
 */
function readUserFrom(text: string, facts: Facts): boolean {
  const at = lastFrom(text);
  if (at < 0) facts.from(undefined);
  else {
    const addressEnd = spaceAfter(text, at + 6);
    facts.from(text.slice(at + 6, addressEnd));
    if (text.startsWith(" port ", addressEnd)) facts.port = portAt(text, addressEnd + 6);
  }
  const end = at < 0 ? text.length : at;
  const isStranger = text.startsWith(INVALID_USER) || text.startsWith(ILLEGAL_USER);
  facts.by(text.slice(isStranger ? INVALID_USER.length : 0, end));
  return !isStranger;
}

/**
 * Where " from A" begins: the last one whose rest can be the end of a line of sshd's. What follows "ssh2: " of a key may be of
 * the client's choosing, too, so a rest must be one that sshd writes.
 */
function lastFrom(text: string): number {
  let at = text.lastIndexOf(" from ");
  const last = at;
  for (let tries = 0; at >= 0 && tries < 20; tries++) {
    if (isSshdsEnd(text, at + 6)) return at;
    at = at === 0 ? -1 : text.lastIndexOf(" from ", at - 1);
  }
  return last;
}

function isSshdsEnd(text: string, start: number): boolean {
  const { length } = text;
  const addressEnd = spaceAfter(text, start);
  if (addressEnd === start) return false;
  if (addressEnd === length) return true;
  if (!text.startsWith(" port ", addressEnd))
    return text.startsWith(" [preauth]", addressEnd) && addressEnd + 10 === length;
  const portEnd = spaceAfter(text, addressEnd + 6);
  if (portAt(text, addressEnd + 6) === undefined) return false;
  if (portEnd === length) return true;
  if (text.startsWith(" ssh2: ", portEnd)) return true;
  const isNamed = text.startsWith(" ssh2", portEnd) || text.startsWith(" ssh1", portEnd);
  const end = isNamed ? portEnd + 5 : portEnd;
  return end === length || (end + 10 === length && text.endsWith(" [preauth]"));
}

const spaceAfter = (text: string, at: number): number => {
  const space = text.indexOf(" ", at);
  return space < 0 ? text.length : space;
};

/** The number there, up to a space, a colon or the end. */
function portAt(text: string, at: number): number | undefined {
  let port = 0;
  let i = at;
  for (
    let digit = text.charCodeAt(i) - 48;
    digit >= 0 && digit <= 9;
    digit = text.charCodeAt(++i) - 48
  )
    port = port * 10 + digit;
  const after = text[i];
  if (i === at || port > 65_535) return undefined;
  return after === undefined || after === " " || after === ":" ? port : undefined;
}

/** "Connection closed by authenticating user U A port P [preauth]", "Received disconnect from A port P:11: Bye". */
function readConnection(message: string, facts: Facts): void {
  const at = message.lastIndexOf(" port ");
  if (at < 0) {
    const from = message.includes(" from ") ? " from " : " by ";
    const word = message.lastIndexOf(from);
    if (word < 0) return;
    const address = message.slice(word + from.length, spaceAfter(message, word + from.length));
    facts.from(address.endsWith(":") ? address.slice(0, -1) : address);
    return;
  }
  const before = message.slice(0, at);
  const space = before.lastIndexOf(" ");
  facts.from(before.slice(space + 1));
  facts.port = portAt(message, at + 6);
  for (const words of ["authenticating user ", "invalid user "]) {
    const user = before.indexOf(words);
    if (user >= 0 && user < 40) facts.by(before.slice(user + words.length, Math.max(space, 0)));
    if (user >= 0 && user < 40) return;
  }
}
