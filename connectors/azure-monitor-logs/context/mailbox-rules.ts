import { z } from "zod";
import { counted } from "../../../domain/words";
import { readableTime } from "../../../domain/readable-time";
import { kql } from "../kql";
import { maxRows } from "../queries";
import { moment, text } from "./cells";
import type { LogSource, Subject, Told } from "./log-source";
import { cloudNames } from "./names";
import { daysText, listed, listedAfter, strongest } from "./telling";

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity */
const row = z.object({
  TimeGenerated: moment,
  UserId: text,
  ClientIP: text,
  Operation: text,
  OfficeObjectId: text,
  Setting: text,
  Value: text,
});
type RuleChange = z.infer<typeof row>;

/** Rules and settings of mailboxes that forward, redirect, hide or delete mail. */
export const mailboxRules: LogSource<RuleChange> = {
  name: "mailbox-rules",
  tables: ["OfficeActivity"],
  namesOf: (entity) => cloudNames(entity).filter((name) => name.includes("@")),
  nameless: "Exchange's audit log names an account by its UPN, which is not known",
  query: (names, days) => kql`
let names = ${names};
OfficeActivity
| where TimeGenerated > ago(${days} * 1d)
| where OfficeWorkload == "Exchange"
| where Operation in ("New-InboxRule", "Set-InboxRule", "UpdateInboxRules", "Set-Mailbox")
| where UserId in~ (names)
| extend Changed = todynamic(Parameters)
| mv-expand Changed
| extend Setting = tostring(Changed.Name), Value = tostring(Changed.Value)
| where Setting in ("ForwardTo", "RedirectTo", "ForwardAsAttachmentTo", "ForwardingSmtpAddress", "DeleteMessage", "MoveToFolder")
| project TimeGenerated, UserId, ClientIP, Operation, OfficeObjectId, Setting, Value
| top ${maxRows + 1} by TimeGenerated desc`,
  row,
  namesIn: ({ UserId }) => [UserId],
  tell: (rows, subject, days): Told => ({
    facts: [
      `${counted(rows.length, "change")} of mail rules or forwarding ${daysText(days)}`,
      ...rows.slice(0, 5).map(factOf),
    ],
    signals: strongest(rows.flatMap((one) => signalOf(one, subject))),
  }),
};

const factOf = ({ TimeGenerated, ClientIP, Operation, Setting, Value }: RuleChange): string =>
  `${listed([Operation])} at ${readableTime(TimeGenerated)}${listedAfter("from", [ClientIP])}: ${listed([Setting])} ${listed([Value])}`;

function signalOf(one: RuleChange, { names }: Subject): Told["signals"] {
  const strength = strengthOf(one, names);
  if (strength === 0) return [];
  const because = `Mail rule: ${factOf(one)}`;
  return [{ name: "mailbox-rule", strength, confidence: 0.8, at: one.TimeGenerated, because }];
}

/** Mail that leaves for another domain is worst; what moves mail to a folder is everybody's rule. */
function strengthOf({ Setting, Value }: RuleChange, names: ReadonlySet<string>): number {
  if (Setting === "MoveToFolder" || !Value) return 0;
  if (Setting === "DeleteMessage") return /^true$/i.test(Value) ? 0.6 : 0;
  const own = new Set([...names].map((name) => name.split("@")[1]));
  const domains = [...Value.toLowerCase().matchAll(/@([a-z0-9.-]+)/g)].map(([, domain]) => domain);
  return domains.some((domain) => !own.has(domain)) ? 0.9 : 0.4;
}
