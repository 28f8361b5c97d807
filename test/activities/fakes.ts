import { createActivities } from "../../activities";
import type { Connectors } from "../../connectors";
import type { OpenProvider } from "../../connectors/provider";
import type { ReputationSource } from "../../connectors/reputation-source";
import type { TicketSystemName } from "../../domain/ticket";
import type { TicketSystem } from "../../domain/ticketing";
import type { Policy } from "../../domain/policy";
import type { SourceName } from "../../domain/source-name";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import { policy as usual } from "./samples";

/** The operations that a test expects, by vendor. */
export type Fakes = {
  [
    Vendor in Exclude<
      keyof Connectors,
      "reputations" | "tickets" | "containments" | "context" | "providers"
    >
  ]?: Partial<Connectors[Vendor]>;
} & {
  containments?: Partial<Connectors["containments"]>;
  context?: Partial<Connectors["context"]>;
  /** What a provider does besides its containments. */
  providers?: Record<string, Partial<OpenProvider>>;
  tickets?: { [Name in TicketSystemName]?: Partial<TicketSystem> };
  reputations?: { [Name in SourceName]?: Partial<ReputationSource> };
};

interface Settings {
  policy?: Policy;
  ledger?: Ledger;
  now?: () => Date;
}

/** Activities over a few plain functions; an operation that the test does not name fails it. */
export function activitiesWith(fakes: Fakes, settings: Settings = {}) {
  const { policy = usual, ledger = memoryLedger(), now = () => new Date(at) } = settings;
  const vendor = <Name extends keyof Connectors>(name: Name): Connectors[Name] =>
    new Proxy((fakes[name] ?? {}) as Connectors[Name], {
      get(operations, operation) {
        const fake: unknown = Reflect.get(operations, operation);
        if (fake === undefined) throw new Error(`${name}.${String(operation)} was not expected`);
        return fake;
      },
    });
  const connectors: Connectors = {
    sentinel: vendor("sentinel"),
    logs: vendor("logs"),
    reputations: vendor("reputations"),
    tickets: vendor("tickets"),
    containments: fakes.containments ?? {},
    findings: {},
    findingNotes: {},
    context: fakes.context ?? {},
    "entra-id": vendor("entra-id"),
    "graph-security": vendor("graph-security"),
    providers: (fakes.providers ?? {}) as Connectors["providers"],
    granted: vendor("granted"),
    "defender-cloud": vendor("defender-cloud"),
    "defender-endpoint": vendor("defender-endpoint"),
    webhooks: vendor("webhooks"),
    teams: vendor("teams"),
    slack: vendor("slack"),
    outlook: vendor("outlook"),
    pagerduty: vendor("pagerduty"),
  };
  return {
    activities: createActivities({
      connectors,
      ledger,
      policy,
      budgets: policy.budgets,
      scopes: {},
      now,
    }),
    ledger,
    pagerduty: vendor("pagerduty"),
  };
}

const at = "2026-03-01T10:00:01.000Z";
