import { type WindowsEvent, textOf } from "./event";
import { type LogInFailure, codeOf, kerberosFailure, ntFailure } from "./logons";
import { remoteAddress } from "../remote-address";
import { accountName, baseName, hostName, meaningful } from "./names";

type Outcome = "success" | "failure";
type Read<T> = (event: WindowsEvent) => T | undefined;

/** How an event's details fill the common fields. */
interface Mapping {
  action?: string;
  outcome?: Read<Outcome>;
  reason?: Read<LogInFailure>;
  /** Who did it, or who logged in. */
  user?: readonly [name: string, domain: string];
  /** Whom it was done to. */
  target?: readonly string[];
  group?: string;
  ip?: string;
  port?: string;
  workstation?: string;
  process?: string;
  file?: Read<string>;
}

const always =
  (outcome: Outcome): Read<Outcome> =>
  () =>
    outcome;
const target = ["TargetUserName", "TargetDomainName"] as const;
const subject = ["SubjectUserName", "SubjectDomainName"] as const;

/** Of `Keywords`: what the audit found. */
const audited: Read<Outcome> = (event) => {
  const keywords = textOf(event, "Keywords");
  if (keywords.toLowerCase().includes("failure")) return "failure";
  if (!/^0x[0-9a-f]{1,16}$/i.test(keywords)) return undefined;
  const bits = BigInt(keywords) >> 52n;
  return bits & 1n ? "failure" : bits & 2n ? "success" : undefined;
};

const succeeded =
  (name: string): Read<Outcome> =>
  (event) => {
    const code = codeOf(textOf(event, name));
    return Number.isNaN(code) ? audited(event) : code === 0 ? "success" : "failure";
  };

const logIn = { action: "logged-in", ip: "IpAddress", port: "IpPort" } as const;
const object: Read<string> = (event) => meaningful(textOf(event, "ObjectName"));
const onShare: Read<string> = (event) => {
  const share = textOf(event, "ShareName").replace(/^\\\\\*/, "");
  const path = textOf(event, "RelativeTargetName");
  return meaningful(path === "" || path === "\\" ? share : `${share}\\${path}`);
};
const account = (action: string): Mapping => ({
  action,
  outcome: audited,
  user: subject,
  target: ["TargetUserName"],
});
const membership = (action: string): Mapping => ({
  action,
  outcome: audited,
  user: subject,
  target: ["MemberName", "MemberSid"],
  group: "TargetUserName",
});

const SECURITY: Readonly<Record<number, Mapping>> = {
  1102: { action: "log-cleared", outcome: always("success"), user: subject },
  4624: {
    ...logIn,
    outcome: always("success"),
    user: target,
    workstation: "WorkstationName",
    process: "ProcessName",
  },
  4625: {
    ...logIn,
    outcome: always("failure"),
    reason: (event) => {
      const reason = ntFailure(textOf(event, "SubStatus"));
      return reason === "other" ? ntFailure(textOf(event, "Status")) : reason;
    },
    user: target,
    workstation: "WorkstationName",
    process: "ProcessName",
  },
  4634: { action: "logged-out", user: target },
  4647: { action: "logged-out", user: target },
  4648: {
    action: "logged-in-explicitly",
    ip: "IpAddress",
    port: "IpPort",
    user: target,
    process: "ProcessName",
  },
  4656: {
    action: "file-opened",
    outcome: audited,
    user: subject,
    file: object,
    process: "ProcessName",
  },
  4663: {
    action: "file-accessed",
    outcome: audited,
    user: subject,
    file: object,
    process: "ProcessName",
  },
  4670: {
    action: "permissions-changed",
    outcome: audited,
    user: subject,
    file: object,
    process: "ProcessName",
  },
  4672: { action: "privileges-assigned", outcome: audited, user: subject },
  4688: { action: "process-created", outcome: audited, user: subject, process: "NewProcessName" },
  4697: { action: "service-installed", outcome: audited, user: subject },
  4719: { action: "audit-policy-changed", outcome: audited, user: subject },
  4720: account("user-created"),
  4722: account("user-enabled"),
  4723: account("password-changed"),
  4724: account("password-reset"),
  4725: account("user-disabled"),
  4726: account("user-deleted"),
  4728: membership("member-added"),
  4729: membership("member-removed"),
  4732: membership("member-added"),
  4733: membership("member-removed"),
  4738: account("user-changed"),
  4740: account("user-locked-out"),
  4756: membership("member-added"),
  4757: membership("member-removed"),
  4767: account("user-unlocked"),
  4768: {
    ...logIn,
    outcome: succeeded("Status"),
    reason: (event) => kerberosFailure(textOf(event, "Status")),
    user: target,
  },
  4771: {
    ...logIn,
    outcome: always("failure"),
    reason: (event) => kerberosFailure(textOf(event, "Status")),
    user: target,
  },
  4776: {
    action: "logged-in",
    outcome: succeeded("Status"),
    reason: (event) => ntFailure(textOf(event, "Status")),
    user: ["TargetUserName", ""],
    workstation: "Workstation",
  },
  5140: {
    action: "share-accessed",
    outcome: audited,
    user: subject,
    ip: "IpAddress",
    port: "IpPort",
    file: onShare,
  },
  5145: {
    action: "file-accessed",
    outcome: audited,
    user: subject,
    ip: "IpAddress",
    port: "IpPort",
    file: onShare,
  },
};

const SYSTEM: Readonly<Record<number, Mapping>> = {
  104: { action: "log-cleared", outcome: always("success"), user: subject },
  7045: { action: "service-installed", outcome: always("success") },
};

/** Any other event, as far as its details have the usual names. */
const OTHER: Mapping = {
  user: subject,
  target: ["TargetUserName"],
  ip: "IpAddress",
  process: "ProcessName",
};
const SYSMON: Mapping = {
  user: ["User", ""],
  process: "Image",
  file: (event) => meaningful(textOf(event, "TargetFilename")),
};

/** How events of a channel (in lower case) fill the common fields. */
export function mappingOf(channel: string, eventId: number): Mapping {
  if (channel === "security") return SECURITY[eventId] ?? OTHER;
  if (channel === "system") return SYSTEM[eventId] ?? OTHER;
  return channel.includes("sysmon") ? SYSMON : OTHER;
}

/** The fields of the Elastic Common Schema that a Windows event fills, see `LogRecord`. */
export const ECS: ReadonlyMap<
  string,
  (event: WindowsEvent, mapping: Mapping) => string | undefined
> = new Map(
  Object.entries({
    "host.name": (event: WindowsEvent) => meaningful(textOf(event, "Computer"))?.toLowerCase(),
    "event.code": (event: WindowsEvent) => meaningful(textOf(event, "EventID")),
    "event.provider": (event: WindowsEvent) => meaningful(textOf(event, "Provider_Name")),
    "event.action": (_: WindowsEvent, { action }: Mapping) => action,
    "event.outcome": (event: WindowsEvent, { outcome }: Mapping) => outcome?.(event),
    "event.reason": (event: WindowsEvent, { reason, outcome }: Mapping) =>
      outcome?.(event) === "failure" ? reason?.(event) : undefined,
    "user.name": (event: WindowsEvent, mapping: Mapping) => userOf(event, mapping).name,
    "user.domain": (event: WindowsEvent, mapping: Mapping) => userOf(event, mapping).domain,
    "user.target.name": targetOf,
    "group.name": (event: WindowsEvent, { group }: Mapping) =>
      group && meaningful(textOf(event, group)),
    "source.ip": ipOf,
    "source.port": (event: WindowsEvent, { port }: Mapping) => port && portOf(textOf(event, port)),
    "source.address": addressOf,
    "process.name": processOf,
    "file.path": (event: WindowsEvent, { file }: Mapping) => file?.(event),
  }),
);

function userOf(event: WindowsEvent, { user }: Mapping): ReturnType<typeof accountName> {
  if (!user) return { name: undefined, domain: undefined };
  return accountName(textOf(event, user[0]), user[1] && textOf(event, user[1]));
}

function targetOf(event: WindowsEvent, mapping: Mapping): string | undefined {
  for (const name of mapping.target ?? []) {
    const written = textOf(event, name);
    // A member is named by its distinguished name: "CN=Ann,OU=Staff,DC=corp".
    const [, common] = /^CN=((?:[^,\\]|\\.)+)/i.exec(written) ?? [];
    const found = accountName(common ?? written).name;
    if (found !== undefined) return found;
  }
  return undefined;
}

function ipOf(event: WindowsEvent, { ip }: Mapping): string | undefined {
  return ip === undefined ? undefined : remoteAddress(textOf(event, ip));
}

const portOf = (written: string): string | undefined =>
  /^[1-9]\d{0,4}$/.test(written) ? written : undefined;

function processOf(event: WindowsEvent, { process }: Mapping): string | undefined {
  return process === undefined ? undefined : meaningful(baseName(textOf(event, process)));
}

/** Where somebody came from, as far as the event tells: an address, a workstation, or the host itself. */
function addressOf(event: WindowsEvent, mapping: Mapping): string | undefined {
  if (mapping.ip === undefined && mapping.workstation === undefined) return undefined;
  const ip = ipOf(event, mapping);
  if (ip !== undefined) return ip;
  const workstation = mapping.workstation && hostName(textOf(event, mapping.workstation));
  const host = textOf(event, "Computer").toLowerCase();
  if (workstation && workstation !== host.split(".")[0]) return workstation;
  return `local on ${host} (${processOf(event, mapping) ?? "-"})`;
}
