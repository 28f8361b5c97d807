import { documentedLimits, type Limits } from "./limits";
import type { Mailbox, RoleAssignment } from "./mailboxes";

/** What scenes decide. */
export interface MailSettings {
  mailboxes: Mailbox[];
  roleAssignments: RoleAssignment[];
  unreachable: string[];
  sentItemsDelaySeconds: number;
  limits: Limits;
}

const soc = "soc@contoso.example";
const userId = (n: number): string => `9a11b0c5-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** One mailbox that the app may use, one that it may not, and a user who has none. */
export const defaults: MailSettings = {
  mailboxes: [
    { address: soc, id: userId(1), isLicensed: true },
    { address: "alex@contoso.example", id: userId(2), isLicensed: true },
    { address: "room-7@contoso.example", id: userId(3), isLicensed: false },
  ],
  roleAssignments: [
    { role: "Mail.ReadWrite", mailboxes: [soc] },
    { role: "Mail.Send", mailboxes: [soc] },
  ],
  unreachable: [],
  sentItemsDelaySeconds: 0,
  limits: documentedLimits,
};
