import type { AppSettings } from "../../config/settings";
import type { Connectors } from "../../connectors";
import { providers } from "../../connectors/providers";
import type { Channel, Policy } from "../../domain/policy";
import {
  CONTAINMENT_KINDS,
  type ContainmentKind,
  containmentKinds,
} from "../../domain/containment-kind";
import { sources } from "../../domain/source";
import { SOURCE_NAMES } from "../../domain/source-name";
import { TICKET_SYSTEM_NAMES } from "../../domain/ticket";
import type { Ledger } from "../../ledger/ledger";
import type { Service } from "./examine";

interface Installed {
  settings: AppSettings;
  policy: Policy;
  connectors: Connectors;
  ledger: Ledger;
}

const ticketSystems = { servicenow: "ServiceNow", jira: "Jira", pagerduty: "PagerDuty incidents" };

/** Every service of the app, with what the policy does with it. */
export const servicesOf = (app: Installed): Service[] => [
  ledger(app),
  sentinel(app),
  { name: "Azure Monitor Logs", check: () => app.connectors.logs.check() },
  accounts(app),
  {
    name: "Defender for Endpoint",
    check: () => app.connectors["defender-endpoint"].check(),
    ...(app.policy.contain.kinds["isolate-device"].act === "never" && {
      off: "the policy isolates no device",
    }),
  },
  defenderPortal(app),
  ...reputations(app),
  ...tickets(app),
  ...channels(app),
  pages(app),
  ...containing(app),
];

const ledger = ({ ledger: book, settings }: Installed): Service => ({
  name: "Ledger",
  async check() {
    await book.kept("doctor", new Date().toISOString());
    return `${settings.ledger.slice(0, settings.ledger.indexOf(":"))} can be read`;
  },
});

function sentinel({ connectors, settings: { workspace } }: Installed): Service {
  const name = "Microsoft Sentinel";
  const check = async (): Promise<string> => connectors.sentinel.check(workspace!);
  if (workspace) return { name, check };
  const off = "SENTINEL_WORKSPACE_RESOURCE_ID is not set: only incidents that name theirs are read";
  return { name, check, off };
}

function accounts({ connectors, policy: { contain, context } }: Installed): Service {
  const isContained = Object.entries(contain.kinds).some(
    ([kind, { act }]) =>
      act !== "never" && containmentKinds[kind as ContainmentKind].vendor === "entra-id",
  );
  return {
    name: "Entra ID",
    check: () => connectors["entra-id"].check(),
    ...(!isContained &&
      !context.account.isAsked && { off: "the policy neither asks it nor contains accounts" }),
  };
}

const defenderPortal = ({ connectors, policy }: Installed): Service => ({
  name: "Defender portal",
  check: () => connectors["graph-security"].check(),
  ...(!policy.close.inDefender && { off: "the policy resolves nothing there" }),
});

const reputations = ({ connectors, policy }: Installed): Service[] =>
  SOURCE_NAMES.map((source) => ({
    name: sources[source].title,
    check: () => connectors.reputations[source].check(),
    ...(!policy.sources[source].isAsked && { off: "the policy does not ask it" }),
  }));

const tickets = ({ connectors, policy }: Installed): Service[] =>
  TICKET_SYSTEM_NAMES.map((system) => ({
    name: ticketSystems[system],
    check: () => connectors.tickets[system].check(),
    ...(policy.open.ticketSystem !== system && { off: "the policy opens tickets elsewhere" }),
  }));

function channels({ connectors, policy: { notify } }: Installed): Service[] {
  const channel = (name: string, of: Channel, check: () => Promise<string>): Service => ({
    name,
    check,
    ...(!notify.channels.includes(of) && { off: "the policy sends no message there" }),
  });
  return [
    channel("Microsoft Teams", "teams", () => connectors.teams.check()),
    channel("Outlook", "mail", () => connectors.outlook.check()),
    channel("Slack", "slack", () => connectors.slack.check()),
  ];
}

const pages = ({ connectors, policy: { notify } }: Installed): Service => ({
  name: "PagerDuty pages",
  check: () => connectors.pagerduty.check(),
  ...(notify.pageFromSeverity === null && { off: "the policy pages nobody" }),
});

const containing = ({ connectors, policy }: Installed): Service[] =>
  providers.map(({ name, title }) => {
    const opened = connectors.providers[name]!;
    const isUsed = CONTAINMENT_KINDS.some(
      (kind) =>
        containmentKinds[kind].vendor === name && policy.contain.kinds[kind].act !== "never",
    );
    const off = isUsed ? opened.off : "the policy contains nothing there";
    return { name: title, check: () => opened.check(), ...(off !== undefined && { off }) };
  });
