import { noticeOf } from "../../../domain/report/notice";
import type { Step } from "../../../activities";
import { keepsConnectorContract } from "../../support/connector-contract";
import { sampleReport } from "../../support/sample-report";
import { failureOf, useStage } from "../stage";
import { logged, page, pagesOf, usualScene } from "./account";

const stage = useStage({ PAGERDUTY_FROM: "" });

let key: string;
let step: Step;
let nth = 0;

beforeEach(() => {
  nth += 1;
  key = `sentinel:page-${nth}`;
  step = { key: `run-${nth}/step`, runId: `run-${nth}`, at: "2026-11-24T03:00:00.000Z" };
  stage.vendors.scene("pagerduty", { ...usualScene, incidents: [{ alert_key: openKey() }] });
});

const openKey = (): string => `sentinel:open-${nth}`;

const operations = {
  triggerPage: {
    call: ({ pagerduty }) => pagerduty.triggerPage(key, page),
    repeat: {
      deliver: ({ triggerPage }) => triggerPage({ step, key, notice: noticeOf(sampleReport()) }),
      stored: (vendors) => pagesOf(vendors, key),
    },
  },
  acknowledgePage: {
    call: ({ pagerduty }) => pagerduty.acknowledgePage(key),
    repeat: {
      deliver: ({ acknowledgePage }) => acknowledgePage({ step, key: openKey() }),
      stored: (vendors) => logged(vendors, openKey(), "acknowledged"),
    },
  },
  resolvePage: {
    call: ({ pagerduty }) => pagerduty.resolvePage(key),
    repeat: {
      deliver: ({ resolvePage }) => resolvePage({ step, key: openKey() }),
      stored: (vendors) => logged(vendors, openKey(), "resolved"),
    },
  },
} satisfies Record<string, Pick<Parameters<typeof keepsConnectorContract>[1], "call" | "repeat">>;

for (const [name, operation] of Object.entries(operations)) {
  keepsConnectorContract(
    `pagerduty.${name}(), without an API key`,
    {
      vendor: "pagerduty",
      secret: "pagerdutytestroutingkey000000001",
      route: "POST /v2/enqueue",
      isWrite: true,
      ...operation,
    },
    stage,
  );
}

describe("pagerduty without an API key", () => {
  it("says that its check proves little, and asks nothing", async () => {
    await expect(stage.connectors.pagerduty.check()).resolves.toBe(
      "routing key has the right form, which only an event would prove; without PAGERDUTY_FROM no page can be looked up",
    );
    expect(stage.vendors.calls("pagerduty")).toEqual([]);
  });

  it("names the setting that is missing, in each operation that needs one", async () => {
    const { pagerduty, tickets } = stage.connectors;
    const errors = await Promise.all(
      [
        pagerduty.findPage("a"),
        tickets.pagerduty.findTicket("a"),
        tickets.pagerduty.createTicket({ key: "a", title: "", description: "", severity: "Low" }),
        tickets.pagerduty.updateTicket("Q1", { title: "t" }),
        tickets.pagerduty.noteTicket("Q1", { marker: "m", text: "t" }),
        tickets.pagerduty.linkTicket("Q1", { key: "k", title: "t", url: "https://a.example" }),
        tickets.pagerduty.resolveTicket("Q1", "x"),
        tickets.pagerduty.readTicket("Q1"),
        tickets.pagerduty.check(),
      ].map(failureOf),
    );

    for (const error of errors) {
      expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
      expect(error.message).toContain("PAGERDUTY_FROM is not set");
    }
  });
});
