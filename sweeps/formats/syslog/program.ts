import { type LogKind, logKind } from "../../log-kind";
import type { Reading } from "./form";
import { oldPamForm, otherForm } from "./pam";
import { accountsForm } from "./accounts";
import { loginForm, suForm, sudoForm } from "./elevation";
import { sshdForm } from "./sshd";

/** What is known of a program by its name. */
export interface Program {
  readonly name: string;
  /** What sort of message this is. */
  readonly form: Reading;
  readonly kind: LogKind;
  /** Of its log-in attempts. */
  readonly attempt: LogKind;
}

interface Known {
  services: readonly string[];
  form?: Reading;
}

const sshd: Known = { services: ["sshd", "auth"], form: sshdForm };
const accounts: Known = { services: ["auth"], form: accountsForm };
const auth: Known = { services: ["auth"] };
const cron: Known = { services: ["cron"] };
const clamav: Known = { services: ["clamav"] };

/** By name, in lower case and without its folder; services as Sigma's rules call them. */
const KNOWN = new Map<string, Known>([
  ["sshd", sshd],
  ["sshd-session", sshd],
  ["sshd-auth", sshd],
  ["sudo", { services: ["sudo", "auth"], form: sudoForm }],
  ["su", { services: ["auth"], form: suForm }],
  ["login", { services: ["auth"], form: loginForm }],
  ...["useradd", "usermod", "userdel", "groupadd", "groupmod", "gpasswd", "passwd", "chpasswd"].map(
    (name): [string, Known] => [name, accounts],
  ),
  ...["systemd-logind", "polkitd", "chage", "remote"].map((name): [string, Known] => [name, auth]),
  ...["cron", "crond", "anacron", "crontab"].map((name): [string, Known] => [name, cron]),
  ...["clamd", "clamav", "clamscan", "freshclam"].map((name): [string, Known] => [name, clamav]),
  ["vsftpd", { services: ["vsftpd"] }],
  ["guacd", { services: ["guacamole"] }],
  ["guacamole", { services: ["guacamole"] }],
  ["apache2", { services: ["apache"] }],
  ["httpd", { services: ["apache"] }],
  ["nginx", { services: ["nginx"] }],
  ["auditd", { services: ["auditd"] }],
  ["audispd", { services: ["auditd"] }],
]);

export const OLD_PAM = "(pam_unix)";

/** "sshd", "/usr/sbin/cron", "sshd(pam_unix)". */
export function programOf(name: string): Program {
  const bare = name.endsWith(OLD_PAM) ? name.slice(0, -OLD_PAM.length) : name;
  const known = KNOWN.get(bare.slice(bare.lastIndexOf("/") + 1).toLowerCase());
  const isOldPam = bare !== name;
  const services = new Set([...(known?.services ?? []), ...(isOldPam ? ["auth"] : []), "syslog"]);
  const kind = { product: "linux", services: [...services], categories: [] };
  return {
    name: bare,
    form: isOldPam ? oldPamForm : (known?.form ?? otherForm),
    kind: logKind(kind),
    attempt: logKind({
      ...kind,
      services: [...new Set([...services, "auth"])],
      categories: ["authentication"],
    }),
  };
}

/** By service, of which programs it is. */
export const PROGRAMS_OF: ReadonlyMap<string, readonly string[]> = programsByService();

function programsByService(): Map<string, string[]> {
  const programs = new Map<string, string[]>();
  for (const [name, { services }] of KNOWN)
    for (const service of services) programs.set(service, [...(programs.get(service) ?? []), name]);
  return programs;
}

/** Of lines without one. */
export const NO_PROGRAM: Program = programOf("");
