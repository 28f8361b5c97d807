import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Policy } from "../../domain/policy";
import type { TicketSystemName } from "../../domain/ticket";

import { askingNobody } from "./app-process";

const root = join(__dirname, "..", "..");

/** Writes a policy with everything on: every source, every channel, pages, and nothing that waits for people unless that is kept; answers its file. */
export function fullPolicy(
  folder: string,
  ticketSystem: TicketSystemName = "servicenow",
  kept: (policy: Policy) => Policy = askingNobody,
): string {
  const policy = JSON.parse(readFileSync(join(root, "policy.json"), "utf8")) as Policy;
  policy.open.ticketSystem = ticketSystem;
  policy.notify.channels = ["teams", "slack", "mail"];
  policy.notify.mailTo = ["soc@contoso.example"];
  policy.notify.pageFromSeverity = "Low";
  policy.budgets = {};
  for (const source of Object.values(policy.sources)) {
    source.isAsked = true;
    // What one test found out shall not serve the next.
    source.keepHours = 0;
    source.keepUnknownHours = 0;
  }
  const file = join(folder, `policy-${ticketSystem}.json`);
  writeFileSync(file, JSON.stringify(kept(policy)));
  return file;
}
