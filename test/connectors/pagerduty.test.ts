import { noticeOf } from "../../domain/report/notice";
import type { Step } from "../../activities";
import { type Operation, keepsConnectorContract } from "../support/connector-contract";
import { sampleReport } from "../support/sample-report";
import {
  draft,
  incidentsOf,
  logged,
  notesOf,
  page,
  pagesOf,
  usualScene,
} from "./pagerduty/account";
import { useStage } from "./stage";

const stage = useStage();

/** A key of its own for each test: what one test wrote is not there for the next. */
let key: string;
let ticketId: string;
let step: Step;
let nth = 0;

beforeEach(() => {
  nth += 1;
  key = `sentinel:page-${nth}`;
  ticketId = `QTICKET${nth}`;
  step = { key: `run-${nth}/step`, runId: `run-${nth}`, at: "2026-11-24T03:00:00.000Z" };
  const incidents = [{ id: ticketId, incident_key: ticketKey() }, { alert_key: openKey() }];
  stage.vendors.scene("pagerduty", { ...usualScene, incidents });
});

const ticketKey = (): string => `sentinel:ticket-${nth}`;
const openKey = (): string => `sentinel:open-${nth}`;
const ticket = () => ({ system: "pagerduty", id: ticketId }) as const;
const link = () => ({
  key: `incident-${nth}`,
  title: "Incident 4711",
  url: "https://portal.azure.com/#4711",
});

const enqueue = "POST /v2/enqueue";
const list = "GET /incidents";
const read = "GET /incidents/{id}";
const put = "PUT /incidents/{id}";
const note = "POST /incidents/{id}/notes";

type Cases = Record<string, Omit<Operation, "vendor" | "secret">>;

const events: Cases = {
  triggerPage: {
    route: enqueue,
    isWrite: true,
    call: ({ pagerduty }) => pagerduty.triggerPage(key, page),
    repeat: {
      deliver: ({ triggerPage }) => triggerPage({ step, key, notice: noticeOf(sampleReport()) }),
      stored: (vendors) => pagesOf(vendors, key),
    },
  },
  acknowledgePage: {
    route: enqueue,
    isWrite: true,
    call: ({ pagerduty }) => pagerduty.acknowledgePage(key),
    repeat: {
      deliver: ({ acknowledgePage }) => acknowledgePage({ step, key: openKey() }),
      stored: (vendors) => logged(vendors, openKey(), "acknowledged"),
    },
  },
  resolvePage: {
    route: enqueue,
    isWrite: true,
    call: ({ pagerduty }) => pagerduty.resolvePage(key),
    repeat: {
      deliver: ({ resolvePage }) => resolvePage({ step, key: openKey() }),
      stored: (vendors) => logged(vendors, openKey(), "resolved"),
    },
  },
};

const rest: Cases = {
  findPage: { route: list, isWrite: false, call: ({ pagerduty }) => pagerduty.findPage(key) },
  check: {
    route: "GET /services/{id}",
    isWrite: false,
    call: ({ pagerduty }) => pagerduty.check(),
  },
  findTicket: {
    route: list,
    isWrite: false,
    call: ({ tickets: { pagerduty } }) => pagerduty.findTicket(ticketKey()),
  },
  createTicket: {
    route: "POST /incidents",
    isWrite: true,
    call: ({ tickets: { pagerduty } }) => pagerduty.createTicket({ ...draft, key }),
    repeat: {
      deliver: ({ openTicket }) =>
        openTicket({ step, system: "pagerduty", draft: { ...draft, key } }),
      stored: (vendors) => incidentsOf(vendors, key).length,
    },
  },
  updateTicket: {
    route: put,
    isWrite: true,
    call: ({ tickets: { pagerduty } }) => pagerduty.updateTicket(ticketId, { severity: "Low" }),
    repeat: {
      deliver: ({ updateTicket }) =>
        updateTicket({
          step,
          ticket: ticket(),
          change: { title: `Renamed ${nth}`, severity: "Low" },
        }),
      stored: (vendors) => logged(vendors, ticketKey(), "changed"),
    },
  },
  noteTicket: {
    route: note,
    isWrite: true,
    call: ({ tickets: { pagerduty } }) =>
      pagerduty.noteTicket(ticketId, { marker: `[ref note#${nth}]`, text: "Contained" }),
    repeat: {
      deliver: ({ noteTicket }) => noteTicket({ step, ticket: ticket(), report: sampleReport() }),
      stored: (vendors) => notesOf(vendors, ticketId).length,
    },
  },
  linkTicket: {
    route: note,
    isWrite: true,
    call: ({ tickets: { pagerduty } }) => pagerduty.linkTicket(ticketId, link()),
    repeat: {
      deliver: ({ linkTicket }) => linkTicket({ step, ticket: ticket(), link: link() }),
      stored: (vendors) => notesOf(vendors, ticketId).length,
    },
  },
  resolveTicket: {
    route: put,
    isWrite: true,
    call: ({ tickets: { pagerduty } }) => pagerduty.resolveTicket(ticketId, "Contained"),
    repeat: {
      deliver: ({ resolveTicket }) =>
        resolveTicket({ step, ticket: ticket(), report: sampleReport() }),
      stored: (vendors) => logged(vendors, ticketKey(), "resolved"),
    },
  },
  readTicket: {
    route: read,
    isWrite: false,
    call: ({ tickets: { pagerduty } }) => pagerduty.readTicket(ticketId),
  },
  "tickets.check": {
    route: "GET /services/{id}",
    isWrite: false,
    call: ({ tickets: { pagerduty } }) => pagerduty.check(),
  },
};

for (const [cases, secret] of [
  [events, "pagerdutytestroutingkey000000001"],
  [rest, "pagerduty-test-api-key"],
] as const) {
  for (const [name, operation] of Object.entries(cases)) {
    keepsConnectorContract(
      `pagerduty.${name}()`,
      { vendor: "pagerduty", secret, ...operation },
      stage,
    );
  }
}
