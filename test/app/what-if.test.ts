import { createActivities } from "../../activities";
import { readPolicy } from "../../config/policy";
import { type Json, canonicalJson } from "../../domain/json";
import { readTrigger } from "../../domain/intake";
import { type Policy, WHATEVER_IT_TOUCHES } from "../../domain/policy";
import type { Mode } from "../../domain/rehearsal";
import { type TicketSystemName, TICKET_SYSTEM_NAMES } from "../../domain/ticket";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import { respondToIncident } from "../../orchestrators/respond-to-incident";
import type { Call } from "../../simulators/calls";
import { planted, useStage } from "../connectors/stage";
import { type AppUnderTest, startApp } from "../support/app-process";
import { incidentBody } from "../support/incident-body";
import { runFlow } from "../support/run-flow";

jest.setTimeout(60_000);

const stage = useStage();

/** Everything on: every channel, pages, and all that may be contained. */
function everything(ticketSystem: TicketSystemName): Policy {
  const policy = structuredClone(readPolicy("policy.json"));
  policy.open.ticketSystem = ticketSystem;
  policy.notify.channels = ["teams", "slack", "mail"];
  policy.notify.mailTo = ["soc@contoso.example"];
  policy.notify.pageFromSeverity = "Low";
  policy.report = { splunk: true, elastic: true };
  policy.context.splunk.isAsked = true;
  policy.context.elastic.isAsked = true;
  // What a live run did to an account, the next one finds done: only one of them does it.
  const { kinds } = policy.contain;
  const ofObservables = [kinds["feed-block"], kinds["firewall-block"]];
  // Those that the shipped policy leaves out are not done here either.
  for (const kind of Object.values(kinds).filter(({ act }) => act !== "never")) {
    const isDone = ticketSystem === TICKET_SYSTEM_NAMES[0] || ofObservables.includes(kind);
    kind.act = isDone ? "alone" : "never";
    kind.aloneUpTo = WHATEVER_IT_TOUCHES;
  }
  return policy;
}

interface Given {
  mode: Mode;
  policy: Policy;
  body: unknown;
  ledger?: Ledger;
}

/** One run over the simulated vendors, and the plan and the keys of the steps that it had. */
async function respond({ mode, policy, body, ledger = memoryLedger() }: Given) {
  stage.vendors.scene("microsoft-graph", { riskRequestsPerSecond: 1_000 });
  const trigger = readTrigger(body, undefined);
  if (!trigger.ok) throw new Error(trigger.problem);
  const keys: string[] = [];
  let plan: { items: Json[]; reasons: Json } | undefined;
  const activities = createActivities({
    connectors: stage.connectors,
    ledger,
    policy,
    budgets: {},
    scopes: {},
    now: () => new Date(),
  });
  const watched = Object.fromEntries(
    Object.entries(activities).map(([name, work]) => [
      name,
      (input: never) => {
        const { step, decided, why } = input as {
          step?: { key: string };
          decided?: { text: string };
          why?: { items: Json };
        };
        if (step) keys.push(step.key);
        if (decided && why) {
          plan = { ...(JSON.parse(decided.text) as { items: Json[] }), reasons: why.items };
        }
        return work(input);
      },
    ]),
  );
  const input = { hint: trigger.hint, policy, ...(mode === "what-if" && { mode }) };
  const { result } = await runFlow(respondToIncident, input, watched);
  if (result.outcome !== "answered") throw new Error(result.reason);
  return { result, keys, plan };
}

/** The POSTs that only ask, by what their path ends with. */
const questions =
  /(\/entities|\/alerts|\/listGeodataByIp|\/query|\/issue\/bulkfetch|\/_?search(\/jql|\/v2\/jobs)?|\/(oauth2?\/)?token|\/v1\/\w+\/?|\/api\/v1\/?)(\?|$)/;

const isQuestion = ({ method, path }: Call): boolean =>
  ["GET", "BIND", "SEARCH"].includes(method) || (method === "POST" && questions.test(path));

const writes = (): Call[] => stage.vendors.calls().filter((call) => !isQuestion(call));

describe.each(TICKET_SYSTEM_NAMES)("a what-if run with tickets in %s", (ticketSystem) => {
  const policy = everything(ticketSystem);

  it("sends nothing, and tells every request that a live run begins with", async () => {
    const { result } = await respond({ mode: "what-if", policy, body: incidentBody() });

    expect(writes()).toEqual([]);
    expect(result).toMatchObject({ ticket: null, contained: [], isClosed: false, notDone: [] });
    const would = result.would ?? [];
    expect(would.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        "Incident in Sentinel",
        "Ticket",
        "Page",
        "Teams message",
        "Slack message",
        "Mail",
        "Comment in Sentinel",
        "Note in the ticket",
        "Reply in Slack",
        "Event in Splunk",
        "Event in Elastic",
      ]),
    );
    const withoutRequest = would.filter(({ request }) => !request).map(({ detail }) => detail);
    expect(new Set(withoutRequest)).toEqual(
      new Set([
        "It would be served in the app's own feeds; nothing is sent for it",
        "would be sent once the ticket is there",
        "would be sent once the message is there",
      ]),
    );
    expect(would.filter(({ because }) => because).length).toBeGreaterThan(0);
  });

  it("shows no secret", async () => {
    const { result } = await respond({ mode: "what-if", policy, body: incidentBody() });

    const shown = JSON.stringify(result);
    for (const secret of planted) expect(shown).not.toContain(secret);
    expect(shown).not.toMatch(/"authorization":/i);
  });

  it("leaves nothing that a later live run would find", async () => {
    const ledger = memoryLedger();
    const body = incidentBody();

    const { keys } = await respond({ mode: "what-if", policy, body, ledger });

    for (const key of keys) await expect(ledger.entry(key)).resolves.toBeUndefined();
    await expect(ledger.openContainments()).resolves.toEqual([]);
  });

  it("tells the request that the live run then sends, and has its plan", async () => {
    const body = incidentBody();
    const ledger = memoryLedger();
    const whatIf = await respond({ mode: "what-if", policy, body, ledger });

    const live = await respond({ mode: "live", policy, body, ledger });

    expect(whatIf.plan?.items.length).toBeGreaterThan(0);
    expect(canonicalJson(whatIf.plan)).toBe(canonicalJson(live.plan));
    const taken = whatIf.result.would?.find(({ what }) => what === "Incident in Sentinel");
    const sent = writes().find(({ method, vendor }) => method === "PUT" && vendor === "sentinel");
    expect(taken?.request?.method).toBe("PUT");
    expect(taken?.request?.url.endsWith(sent!.path)).toBe(true);
    expect(JSON.parse(taken!.request!.body!)).toEqual(sent?.body);
    expect(live.result.would).toBeUndefined();
    // What is counted as a write here is one: the live run made a dozen.
    expect(writes().length).toBeGreaterThan(6);
  });
});

describe("the host", () => {
  let app: AppUnderTest;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it("tells what a live run would do, and then does it as if nobody had asked", async () => {
    const body = incidentBody();
    const start = async (query: string): Promise<string> => {
      const response = await fetch(`${app.url()}/api/incidents${query}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return ((await response.json()) as { id: string }).id;
    };

    const whatIf = await app.finished(await start("?mode=what-if"));
    const sent = app.simulators.calls().filter((call) => !isQuestion(call));
    const live = await app.finished(await start(""));

    expect(sent).toEqual([]);
    expect(whatIf.output).toMatchObject({ outcome: "answered", ticket: null, notDone: [] });
    expect((whatIf.output as { would: unknown[] }).would.length).toBeGreaterThan(3);
    expect(live.output).toMatchObject({
      outcome: "answered",
      ticket: expect.stringMatching(/^INC/),
      notDone: [],
    });
    expect(live.output).not.toHaveProperty("would");
  });
});
