import { ascii, startsWith } from "../bytes";
import type { Facts } from "../facts";
import type { Form, Reading } from "./form";

/** Linux-PAM's pam_unix, https://github.com/linux-pam/linux-pam: modules/pam_unix. */
const PAM = ascii("pam_");
const FAILURE = ascii("authentication failure");
const SESSION = ascii("session opened for user ");
const CLOSED = ascii("session closed for user ");
const MODULE_UNIX = ascii("pam_unix(");

const failed = (isAttempt: boolean): Form => ({
  isAttempt,
  action: isAttempt ? "logged-in" : "pam-authentication-failed",
  outcome: "failure",
  read: readPamFailure,
});
const FAILED_ATTEMPT = failed(true);
const FAILED_ELSEWHERE = failed(false);

const session = (action: string): Form => ({
  isAttempt: false,
  action,
  read(message, facts) {
    const text = message.slice(message.indexOf(" for user ") + 10);
    const by = text.indexOf(" by ");
    const user = by < 0 ? text : text.slice(0, by);
    const id = user.lastIndexOf("(uid=");
    facts.by(id > 0 ? user.slice(0, id) : user);
    if (id > 0) facts.userId = user.slice(id + 5, -1);
  },
});
const OPENED = session("session-opened");
const ENDED = session("session-closed");

/**
 * pam_unix's lines in a program that writes lines of its own for each attempt: not counted. Undefined for what is
 * none of pam_unix's.
 */
export const pamForm: Reading = (bytes, at, end) => pamOf(bytes, at, end, FAILED_ELSEWHERE);

/** Of programs that we know nothing of: pam_unix's line is the attempt. */
export const otherForm: Reading = (bytes, at, end) => pamOf(bytes, at, end, FAILED_ATTEMPT);

/** Of "sshd(pam_unix)[12]:", as it was written until 2006: there, too, the line is the attempt. */
export const oldPamForm: Reading = (bytes, at, end) => textOf(bytes, at, end, FAILED_ATTEMPT);

function pamOf(bytes: Buffer, at: number, end: number, onFailure: Form): Form | undefined {
  if (!startsWith(bytes, at, end, PAM)) return undefined;
  const isUnix = startsWith(bytes, at, end, MODULE_UNIX);
  let i = at;
  while (i < end && i < at + 80 && !(bytes[i] === 0x29 && bytes[i + 1] === 0x3a)) i++;
  if (bytes[i] !== 0x29) return undefined;
  return textOf(bytes, i + 3, end, isUnix ? onFailure : FAILED_ELSEWHERE);
}

function textOf(bytes: Buffer, at: number, end: number, onFailure: Form): Form | undefined {
  if (startsWith(bytes, at, end, FAILURE)) return onFailure;
  if (startsWith(bytes, at, end, SESSION)) return OPENED;
  return startsWith(bytes, at, end, CLOSED) ? ENDED : undefined;
}

/**
 * "…; logname= uid=0 euid=0 tty=ssh ruser= rhost=A  user=U": the host has no spaces, and what comes after it is the user, who
 * may have chosen any name.
 */
export function readPamFailure(message: string, facts: Facts): void {
  const from = Math.max(message.indexOf(" ruser="), 0);
  const at = message.indexOf(" rhost=", from);
  const start = at < 0 ? message.length : at + 7;
  const space = message.indexOf(" ", start);
  const stop = space < 0 ? message.length : space;
  const rest = message.slice(stop).trimStart();
  facts.from(message.slice(start, stop));
  if (rest.startsWith("user=")) facts.by(rest.slice(5));
  else facts.reason = "unknown-user";
}
