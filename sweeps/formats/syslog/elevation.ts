import { ascii, startsWith } from "../bytes";
import type { Facts } from "../facts";
import type { Form, Reading } from "./form";
import { pamForm } from "./pam";

const SUDO_FIELDS = ["TTY", "PWD", "USER", "GROUP", "ENV", "COMMAND"] as const;

/** sudo's own line, https://www.sudo.ws/docs/man/sudoers.man/ "Event logging": "user : [why ; ]TTY=… ; PWD=… ; USER=… ; COMMAND=…". */
function readSudo(message: string, facts: Facts): void {
  const colon = message.indexOf(" : ");
  facts.by(message.slice(0, Math.max(colon, 0)));
  facts.from("");
  let at = colon + 3;
  for (const name of SUDO_FIELDS) {
    const start = message.indexOf(`${name}=`, at);
    if (start < 0) continue;
    const from = start + name.length + 1;
    const end = name === "COMMAND" ? -1 : message.indexOf(" ; ", from);
    const value = message.slice(from, end < 0 ? message.length : end);
    facts.own.set(name, value);
    if (name === "USER") facts.to(value);
    if (name === "COMMAND") facts.command = value;
    at = from + value.length;
  }
}

const wrongPasswords: Form = {
  isAttempt: true,
  action: "elevated",
  outcome: "failure",
  times: (message) => {
    const number = Number.parseInt(message.slice(message.indexOf(" : ") + 3), 10);
    return number >= 1 && number <= 1000 ? number : 1;
  },
  read(message, facts) {
    facts.reason = "wrong-password";
    readSudo(message, facts);
  },
};

const notAllowed: Form = {
  isAttempt: false,
  action: "elevated",
  outcome: "failure",
  read(message, facts) {
    facts.reason = "not-allowed";
    readSudo(message, facts);
  },
};

const ranCommand: Form = {
  isAttempt: false,
  action: "command-run",
  outcome: "success",
  read: readSudo,
};

/** sudo's refusals, after " : ". */
const REFUSALS = [
  "user NOT in sudoers",
  "command not allowed",
  "user NOT authorized on host",
  "a password is required",
].map(ascii);
const ATTEMPTS = ascii(" incorrect password attempt");
const TTY = [ascii("TTY="), ascii("PWD="), ascii("HOST=")];

export const sudoForm: Reading = (bytes, start, end) => {
  if (bytes[start] === 0x70) {
    const pam = pamForm(bytes, start, end);
    if (pam) return pam;
  }
  const most = Math.min(end, start + 300);
  let at = start;
  while (at < most && !(bytes[at] === 0x20 && bytes[at + 1] === 0x3a && bytes[at + 2] === 0x20))
    at++;
  if (at >= most) return undefined;
  at += 3;
  if (TTY.some((word) => startsWith(bytes, at, end, word))) return ranCommand;
  if (REFUSALS.some((words) => startsWith(bytes, at, end, words))) return notAllowed;
  let digit = at;
  while (digit < end && bytes[digit]! >= 0x30 && bytes[digit]! <= 0x39) digit++;
  return digit > at && startsWith(bytes, digit, end, ATTEMPTS) ? wrongPasswords : undefined;
};

/** util-linux and shadow: "FAILED SU (to root) bob on pts/0", "(to root) bob on pts/0", "+ pts/0 bob:root", "- pts/0 bob-root", "BAD SU bob to root on …", "Successful su for root by bob". */
function readSu(message: string, facts: Facts): void {
  facts.from("");
  const to = message.indexOf("(to ");
  const close = to < 0 ? -1 : message.indexOf(") ", to);
  if (close > 0) {
    facts.to(message.slice(to + 4, close));
    const on = message.lastIndexOf(" on ");
    facts.by(message.slice(close + 2, on < close ? message.length : on));
    return;
  }
  const words = message.split(" ");
  if (message.startsWith("BAD SU ")) {
    facts.by(words[2]);
    facts.to(words[4]);
  } else if (words.length === 5 && words[1] === "su") {
    facts.to(words[3] === "by" ? words[2] : words[3]);
    facts.by(words[4]);
  } else if (words.includes("by")) {
    facts.to(words[words.indexOf("for") + 1]);
    facts.by(words[words.indexOf("by") + 1]);
  } else {
    const [by, target] = (words[2] ?? "").split(/[:-]/, 2);
    facts.by(by);
    facts.to(target);
  }
}

const su = (outcome: "success" | "failure"): Form => ({
  isAttempt: true,
  action: "elevated",
  outcome,
  read: readSu,
});
const suFailed = su("failure");
const suDone = su("success");
const SU_FAILURES = ["FAILED SU ", "FAILED su ", "BAD SU ", "- "].map(ascii);
const SU_SUCCESSES = ["(to ", "+ ", "Successful su "].map(ascii);

export const suForm: Reading = (bytes, at, end) => {
  if (SU_FAILURES.some((words) => startsWith(bytes, at, end, words))) return suFailed;
  if (SU_SUCCESSES.some((words) => startsWith(bytes, at, end, words))) return suDone;
  return bytes[at] === 0x70 ? pamForm(bytes, at, end) : undefined;
};

/** util-linux: "FAILED LOGIN 1 FROM host FOR user, why", "FAILED LOGIN (1) on '/dev/tty1' FOR 'user', why", "LOGIN ON tty1 BY user FROM host". */
function readLogin(message: string, facts: Facts): void {
  const isFailure = message.startsWith("FAILED ");
  const [by, from] = isFailure ? [" FOR ", " FROM "] : [" BY ", " FROM "];
  const who = message.indexOf(by);
  const where = message.lastIndexOf(from, isFailure && who >= 0 ? who : Infinity);
  facts.from(where < 0 ? "" : message.slice(where + from.length).split(" ", 1)[0]);
  if (who < 0) return facts.by("root");
  const end = isFailure ? message.lastIndexOf(",") : where;
  const name = message.slice(who + by.length, end > who ? end : message.length);
  facts.by(name.replace(/^['`"]/, "").replace(/['"]$/, ""));
}

const login = (outcome: "success" | "failure"): Form => ({
  isAttempt: true,
  action: "logged-in",
  outcome,
  read: readLogin,
});
const loginFailed = login("failure");
const loggedIn = login("success");
const LOGIN_FAILURES = ["FAILED LOGIN "].map(ascii);
const LOGINS = ["LOGIN ON ", "ROOT LOGIN ", "DIALUP AT "].map(ascii);

export const loginForm: Reading = (bytes, at, end) => {
  if (LOGIN_FAILURES.some((words) => startsWith(bytes, at, end, words))) return loginFailed;
  if (LOGINS.some((words) => startsWith(bytes, at, end, words))) return loggedIn;
  return bytes[at] === 0x70 ? pamForm(bytes, at, end) : undefined;
};
