import type { Notice } from "../../../domain/notice";
import { noticeOf } from "../../../domain/report/notice";
import { assessed, assessmentOf, sampleIncident, sampleReport } from "../../support/sample-report";

const hostile = [
  "<!channel> <!here> <@U1> <#C1|general> <https://evil.zz|click>",
  "[x](https://evil.zz) ![i](https://evil.zz/i.png) <at>Everyone</at>",
  "*bold* _it_ ~gone~ `code` > quote :skull: @channel",
  "\u202Egnp.exe\u200B\u0000\u001B[31m line\nbreak\u2028and\u2029more",
  "&lt;b&gt; & <b>HTML</b> {{DATE(x)}} ${y} [code]z[/code]",
  "https://evil.zz/a?b=1 mailto:a@evil.zz 45.83.64.10",
  `huge ${"<&>".repeat(10_000)}`,
  "\uD800 half a character",
];

const hostileText = hostile.join(" ");

/** The notices whose renderings are kept as golden files, by name. */
export const notices: Readonly<Record<string, Notice>> = {
  malicious: noticeOf(sampleReport()),
  hostile: {
    ...noticeOf(
      sampleReport({
        runId: hostileText,
        incident: {
          ...sampleIncident,
          title: hostileText,
          url: "https://portal.azure.com/#[x](https://evil.zz)<!channel>",
        },
        assessment: assessmentOf("suspicious", [], { reasons: hostile }),
        notes: Array.from({ length: 40 }, () => hostile).flat(),
        steps: hostile.map((text) => ({ what: text, state: "maybe", detail: text })),
        ticket: {
          system: "servicenow",
          key: "k",
          id: "i",
          number: hostileText,
          url: "javascript:alert(1)",
          isNew: true,
        },
      }),
    ),
    buttons: [
      { action: "acknowledge", title: hostileText, value: hostileText },
      { action: "<!channel>", title: "Never shown", value: "x" },
    ],
  },
  benign: noticeOf(
    sampleReport({
      incident: { ...sampleIncident, severity: "Low", title: "Sign-in from a new country" },
      assessment: assessmentOf("benign", [assessed("benign")], {
        reasons: ["VirusTotal calls 20.112.52.29 benign: 0 of 94 engines say malicious"],
      }),
      ticket: null,
      steps: [],
      notes: [],
      plan: { items: [], refused: [] },
    }),
  ),
  gaps: noticeOf(
    sampleReport({
      assessment: assessmentOf("unknown", [], {
        reasons: ["No source knows 203.0.113.7"],
        gaps: ["VirusTotal", "AbuseIPDB", "GreyNoise"].map((source) => ({
          question: `${source} about 203.0.113.7`,
          failure: { kind: "transient", vendor: source.toLowerCase(), message: "no answer" },
        })),
        gapsCouldChangeIt: true,
      }),
      ticket: null,
      steps: [
        { what: "Ticket", state: "failed", detail: "servicenow: POST answered 503" },
        { what: "Block 203.0.113[.]7", state: "skipped", detail: "the verdict is unknown" },
      ],
      plan: { items: [], refused: [] },
    }),
  ),
};
