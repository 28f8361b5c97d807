import { incidentNumbered } from "../incident-name";
import type { ApprovalRequest } from "../approval";
import { cleanLine } from "../clean-text";
import type { Notice } from "../notice";
import type { NotAsked } from "../not-asked";
import { counted } from "../words";
import { plannedText } from "./approval-notice";

/** What is not done since nobody could be asked about it. */
type Asked = Pick<ApprovalRequest, "id" | "incidentNumber" | "title" | "severity" | "items">;

/** What the team is told when people should be asked and cannot be. */
export function notAskedNotice(asked: Asked, { tried, cameBack, advice }: NotAsked): Notice {
  const { id, incidentNumber, severity, items } = asked;
  const title = cleanLine(asked.title, 200);
  return {
    ref: id,
    title: `Nobody could be asked: ${title}`,
    severity,
    summary: `Nobody could be asked about ${counted(items.length, "containment")} for ${incidentNumbered(incidentNumber)}, so nothing of it is done: ${title}`,
    facts: [
      {
        title: "Incident",
        value: incidentNumber === 0 ? incidentNumbered(0) : String(incidentNumber),
      },
      { title: "Severity", value: severity },
      { title: "Approval", value: id, isReference: true },
    ],
    sections: [
      { title: "Is not done", items: items.map(plannedText) },
      { title: "What was tried", items: [tried] },
      { title: "What came back", items: [cameBack] },
      {
        title: "What to do",
        items: [advice, "Look at the incident now, and do by hand what cannot wait."],
      },
    ],
    links: [],
    buttons: [],
  };
}
