import type { ContextFinding } from "../../../domain/context";
import { contextText } from "../../../domain/report/context-text";
import { commentSections } from "../../../domain/report/comment-sections";
import { sampleReport } from "../../support/sample-report";

const finding = (more: Partial<ContextFinding> = {}): ContextFinding => ({
  source: "sign-ins",
  about: "account:alex@contoso.zz",
  label: "alex@contoso.zz",
  state: "found",
  facts: ["3 sign-ins in the last 14 days, 1 failed", "Signed in from 45.83.64.10 in NL"],
  signals: [],
  ...more,
});

describe("contextText()", () => {
  it.each<[Partial<ContextFinding>, string]>([
    [
      {},
      "Sign-in logs: 3 sign-ins in the last 14 days, 1 failed. Signed in from 45.83.64.10 in NL",
    ],
    [{ state: "none", facts: [] }, "Sign-in logs: nothing found"],
    [
      { state: "not-collected", facts: [], note: "the workspace has no table SigninLogs" },
      "Sign-in logs: not known: the workspace has no table SigninLogs",
    ],
    [
      { state: "partial", facts: ["3 sign-ins"], note: "too much" },
      "Sign-in logs: at least: 3 sign-ins. Only a part answered: too much",
    ],
    [
      { state: "partial", facts: [], note: "too much" },
      "Sign-in logs: Only a part answered: too much",
    ],
  ])("tells %j", (more, text) => {
    expect(contextText(finding(more))).toBe(text);
  });
});

const sectionOf = (...context: ContextFinding[]) =>
  commentSections(sampleReport({ context, plan: { items: [], refused: [] } })).find(
    ({ title }) => title === "What our own logs and systems say",
  )!.items;

describe("the section of what our own logs and systems say", () => {
  it("has one item an entity: facts first, then what is missing, then who found nothing", () => {
    expect(
      sectionOf(
        finding({ source: "behavior", state: "none", facts: [] }),
        finding({ source: "watchlists", state: "not-collected", facts: [], note: "no table" }),
        finding({ facts: ["3 sign-ins"] }),
        finding({ about: "address:45.83.64.10", label: "45.83.64.10", facts: ["1 sign-in"] }),
      ),
    ).toEqual([
      "<li><b>alex@contoso.zz</b><br>Sign-in logs: 3 sign-ins<br>Watchlists: not known: no table<br>Nothing found in: User and entity behavior</li>",
      "<li><b>45.83.64[.]10</b><br>Sign-in logs: 1 sign-in</li>",
    ]);
  });

  it("shows hostile texts as text", () => {
    const [item] = sectionOf(
      finding({ label: "<img src=x>", facts: ["<script>https://evil.zz</script>"] }),
    );

    expect(item).not.toMatch(/<img|<script|https:\/\/evil\.zz/);
  });
});
