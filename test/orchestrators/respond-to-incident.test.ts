import type { Activities } from "../../activities";
import { failure, success } from "../../domain/outcome";
import { renderComment } from "../../domain/report/comment";
import { address, fakes, incident, policy, ref, says } from "../support/response-fakes";

const unreadable = async () =>
  failure({ kind: "auth", vendor: "sentinel", message: "sentinel: it answered 403" });

const later = (retryAfterSeconds: number) =>
  failure({ kind: "rate-limited", vendor: "virustotal", message: "quota", retryAfterSeconds });

describe("respondToIncident", () => {
  it("takes the incident, opens a ticket, tells the team, blocks the address and comments once", async () => {
    const { run, reports, blocked } = fakes();

    const { result } = await run();

    expect(result).toEqual({
      outcome: "answered",
      incidentNumber: 4711,
      verdict: "malicious",
      ticket: "INC0010023",
      contained: [`Block ${address}`],
      isClosed: false,
      notDone: [],
    });
    expect(blocked).toEqual([address]);
    expect(reports).toMatchObject({ comment: [{}], card: [{}], note: [{}], resolution: [] });
  });

  it("gives an incident that nobody owns to the owner of policy, and takes none away", async () => {
    const owners: (string | undefined)[] = [];
    const takeIncident: Activities["takeIncident"] = async ({ change }) => {
      owners.push(change.ownerObjectId);
      return success({ ...incident, status: "Active", labels: [] });
    };
    const owned = async () => success({ ...incident, ownerObjectId: "somebody" });
    const withOwner = { ...policy, open: { ...policy.open, ownerObjectId: "the team" } };

    await fakes({ takeIncident }).run({ policy: withOwner });
    await fakes({ takeIncident, readIncident: owned }).run({ policy: withOwner });
    await fakes({ takeIncident }).run();

    expect(owners).toEqual(["the team", undefined, undefined]);
  });

  it("says in its custom status which phase it is in", async () => {
    const { statuses } = await fakes().run();

    expect(statuses).toEqual(
      ["settling", "opening", "enriching", "deciding", "notifying", "containing", "reporting"].map(
        (phase) => ({ phase }),
      ),
    );
  });

  it("names a source that is down, calls nothing benign and closes nothing", async () => {
    const down = () => Promise.reject(new Error("virustotal: GET /ip_addresses/{id} answered 503"));
    const { run, reports } = fakes({ lookUp: down });

    const { result, calls } = await run();

    expect(result).toMatchObject({ verdict: "unknown", contained: [], isClosed: false });
    expect(calls.filter((name) => name === "lookUp")).toHaveLength(5);
    const html = renderComment(reports.comment[0]!);
    expect(html).toContain("VirusTotal about 45.83.64[.]10");
    expect(html).toContain("answered 503");
  });

  it("names logs that gave no answer, and does not close a benign case without them", async () => {
    const refused = failure({
      kind: "auth",
      vendor: "azure-monitor-logs",
      message: "answered 403",
    });
    const { run, reports } = fakes({
      lookUp: says("benign"),
      askContext: async () => refused,
    });

    const { result } = await run();

    expect(result).toMatchObject({ verdict: "unknown", isClosed: false });
    expect(renderComment(reports.comment[0]!)).toContain("Sign-in logs about alex");
  });

  it("waits exactly as long as a source that is out of quota says, then asks only that one again", async () => {
    let asked = 0;
    const { run } = fakes({
      lookUp: async (input) => (asked++ === 0 ? later(37) : says("benign")(input)),
    });

    const { calls, elapsedMs } = await run();

    expect(elapsedMs).toBe(37_000);
    expect(calls.filter((name) => name === "lookUp")).toHaveLength(2);
    expect(calls.filter((name) => name === "askContext")).toHaveLength(2);
  });

  it("stops waiting for quota when the policy's patience is over, and says so", async () => {
    const { run, reports } = fakes({ lookUp: async () => later(600) });

    const { result, elapsedMs } = await run();

    expect(elapsedMs).toBeLessThanOrEqual(30 * 60_000);
    expect(result).toMatchObject({ outcome: "answered", verdict: "unknown" });
    expect(reports.comment[0]!.assessment.gaps).toMatchObject([
      { failure: { kind: "rate-limited" } },
    ]);
  });

  it("closes incident and ticket when everything is benign and the policy says so", async () => {
    const { run, reports } = fakes({ lookUp: says("benign") });

    const { result } = await run();

    expect(result).toMatchObject({ verdict: "benign", isClosed: true, contained: [] });
    expect(reports.resolution).toHaveLength(1);
  });

  it.each([
    ["entities that the run does not take in", { entitiesLeftOut: 9_900 }],
    [
      "an entity that no source knows",
      { entities: [{ kind: "Other", type: "Process", label: "x" }] },
    ],
  ])("does not close a benign incident over %s", async (_what, extra) => {
    const { run } = fakes({ lookUp: says("benign") });

    const { result } = await run({ hint: extra as never });

    expect(result).toMatchObject({ verdict: "benign", isClosed: false });
  });

  it.each([
    ["the incident", { readIncident: unreadable }, "Microsoft Sentinel about the incident"],
    ["its entities", { readEntities: unreadable }, "about the incident&#39;s entities"],
    ["both", { readIncident: unreadable, readEntities: unreadable }, "answered 403"],
  ])(
    "calls nothing benign and closes neither incident nor ticket when Sentinel did not tell %s",
    async (_what, silent, told) => {
      const { run, reports } = fakes({ lookUp: says("benign"), ...silent });

      const { result } = await run({ hint: { entities: [{ kind: "Ip", address }] } });

      expect(result).toMatchObject({ verdict: "unknown", isClosed: false });
      expect(reports.resolution).toEqual([]);
      expect(renderComment(reports.comment[0]!)).toContain(told);
    },
  );

  it("notes in the ticket, and does not resolve it, when the incident could not be closed", async () => {
    const { run, reports } = fakes({
      lookUp: says("benign"),
      closeIncident: unreadable,
    });

    const { result } = await run();

    expect(result).toMatchObject({
      isClosed: false,
      notDone: [expect.stringMatching(/^Incident closed: .*403/)],
    });
    expect(reports.resolution).toEqual([]);
    expect(reports.note[0]!.steps.at(-1)).toMatchObject({ what: "Incident closed" });
  });

  it("leaves an incident open that alerts joined while it was looked at", async () => {
    const { run, reports } = fakes({
      lookUp: says("benign"),
      closeIncident: async ({ change }) =>
        success({ ...incident, status: change.close?.alertCount === 1 ? "Active" : "Closed" }),
    });

    const { result } = await run();

    expect(result).toMatchObject({
      isClosed: false,
      notDone: ["Incident closed: alerts joined it since this run looked at it"],
    });
    expect(reports.resolution).toEqual([]);
  });

  it("leaves a benign incident open when the policy does not close", async () => {
    const { run } = fakes({ lookUp: says("benign") });
    const open = { ...policy, close: { whenContained: null, whenBenign: null, inDefender: false } };

    const { result } = await run({ policy: open });

    expect(result).toMatchObject({ verdict: "benign", isClosed: false });
  });

  it("closes a contained incident when the policy says so", async () => {
    const { run } = fakes();
    const closing = {
      ...policy,
      close: {
        whenContained: { classification: "TruePositive" as const },
        whenBenign: null,
        inDefender: false,
      },
    };

    const { result } = await run({ policy: closing });

    expect(result).toMatchObject({
      verdict: "malicious",
      isClosed: true,
      contained: [`Block ${address}`],
    });
  });

  describe("in the Defender portal", () => {
    const inDefender = { ...policy, close: { ...policy.close, inDefender: true } };
    const asked: unknown[] = [];
    const resolveInDefender: Activities["resolveInDefender"] = async (input) => {
      asked.push(input);
      return success({ id: input.id, state: "resolved" });
    };
    const ofThePortal = async () => success({ ...incident, defenderId: "9001" });
    beforeEach(() => asked.splice(0));

    it("resolves the incident that Sentinel's is one of, as that was closed", async () => {
      const { run, reports } = fakes({
        lookUp: says("benign"),
        readIncident: ofThePortal,
        resolveInDefender,
      });

      const { result } = await run({ policy: inDefender });

      expect(result).toMatchObject({ isClosed: true, notDone: [] });
      expect(asked).toMatchObject([
        {
          id: "9001",
          closing: { classification: "BenignPositive" },
          comment: expect.stringMatching(/^Closed by policy, run /),
        },
      ]);
      expect(reports.resolution[0]!.steps.at(-1)).toEqual({
        what: "Resolved in the Defender portal",
        state: "done",
        detail: "incident 9001",
      });
    });

    it("leaves one open that it was merged into, and says so", async () => {
      const { run } = fakes({
        lookUp: says("benign"),
        readIncident: ofThePortal,
        resolveInDefender: async () => success({ id: "9002", state: "merged" }),
      });

      const { result } = await run({ policy: inDefender });

      expect(result).toMatchObject({
        isClosed: false,
        notDone: [expect.stringContaining("merged into incident 9002")],
      });
    });

    it.each([
      ["the policy does not say so", policy, ofThePortal],
      ["the incident is none of it", inDefender, async () => success(incident)],
    ])("asks nothing where %s", async (_title, decided, readIncident) => {
      const { run } = fakes({ lookUp: says("benign"), readIncident, resolveInDefender });

      const { result } = await run({ policy: decided });

      expect(result).toMatchObject({ isClosed: true });
      expect(asked).toEqual([]);
    });

    it("asks nothing where Sentinel's stayed open", async () => {
      const { run } = fakes({
        lookUp: says("benign"),
        readIncident: ofThePortal,
        resolveInDefender,
        closeIncident: async () => success({ ...incident, status: "Active" }),
      });

      await run({ policy: inDefender });

      expect(asked).toEqual([]);
    });
  });

  it("goes on without a ticket when ServiceNow refuses, and the result says so", async () => {
    const refused = failure({ kind: "auth", vendor: "servicenow", message: "servicenow: 401" });
    const { run, reports } = fakes({ openTicket: async () => refused });

    const { result } = await run();

    expect(result).toMatchObject({ ticket: null, notDone: ["Ticket: servicenow: 401"] });
    expect(reports.comment).toHaveLength(1);
    expect(reports.note).toHaveLength(0);
  });

  it("tells every channel of the policy, pages from its severity on, and goes on in the thread", async () => {
    const replies: string[] = [];
    const mails: string[][] = [];
    const paged: string[] = [];
    const { run } = fakes({
      triggerPage: async ({ key, notice }) => {
        paged.push(`${key} ${notice.summary}`);
        return success({ sent: "yes" as const, key });
      },
      sendMail: async ({ to }) => {
        mails.push(to);
        return success({ sent: "yes" as const, mailId: "m" });
      },
      replyInSlack: async ({ thread, text }) => {
        replies.push(text);
        return success(thread);
      },
    });

    const { calls } = await run({
      policy: {
        ...policy,
        notify: {
          fromSeverity: "Low",
          channels: ["teams", "slack", "mail"],
          mailTo: ["soc@contoso.example"],
          pageFromSeverity: "High",
        },
      },
    });

    expect(calls).toEqual(
      expect.arrayContaining(["postTeamsCard", "postSlackMessage", "sendMail", "triggerPage"]),
    );
    expect(paged).toEqual([
      `sentinel:${ref.name} High: Sign-in from a listed address (incident 4711)`,
    ]);
    expect(mails).toEqual([["soc@contoso.example"]]);
    expect(replies).toEqual([expect.stringContaining("Done: Ticket: INC0010023 opened")]);
  });

  it.each([
    ["after the ticket, where that may page by itself", "pagerduty", true],
    ["while the ticket is opened, where it waits for nothing", "servicenow", false],
  ] as const)("pages %s: %s", async (_, ticketSystem, isAfter) => {
    let isOpen = false;
    const wasOpen: boolean[] = [];
    const { run } = fakes({
      async openTicket() {
        await new Promise(setImmediate);
        isOpen = true;
        return failure({ kind: "auth", vendor: ticketSystem, message: "403" });
      },
      async triggerPage({ key }) {
        wasOpen.push(isOpen);
        return success({ sent: "yes" as const, key });
      },
    });

    await run({
      policy: {
        ...policy,
        open: { ...policy.open, ticketSystem },
        notify: { ...policy.notify, pageFromSeverity: "High" },
      },
    });

    expect(wasOpen).toEqual([isAfter]);
  });

  it("pages nobody below the policy's severity, and writes nowhere the policy does not say", async () => {
    const { calls } = await fakes().run({
      policy: {
        ...policy,
        notify: { ...policy.notify, channels: ["teams"], pageFromSeverity: null },
      },
    });

    expect(calls).not.toContain("triggerPage");
    expect(calls).not.toContain("postSlackMessage");
    expect(calls).not.toContain("sendMail");
  });

  it("links the incident in its ticket", async () => {
    const links: object[] = [];
    const url = "https://portal.azure.com/#asset/Microsoft_Azure_Security_Insights/Incident/x";
    const { run } = fakes({
      readIncident: async () => success({ ...incident, url }),
      linkTicket: async (input) => {
        links.push(input.link);
        return success(input.ticket);
      },
    });

    await run();

    expect(links).toEqual([expect.objectContaining({ key: `sentinel:${ref.name}:incident`, url })]);
  });

  it("says that a Teams message may have been sent when nobody can know", async () => {
    const { run, reports } = fakes({
      postTeamsCard: async () => success({ sent: "maybe" as const }),
    });

    const { result } = await run();

    expect(result).toMatchObject({ notDone: [expect.stringContaining("may have been sent")] });
    expect(renderComment(reports.comment[0]!)).toContain("may have been sent");
  });

  it("isolates a block that fails: the report says what did not happen", async () => {
    const refused = failure({ kind: "permanent", vendor: "activity", message: "protected" });
    const { run, reports } = fakes({ contain: async () => refused });

    const { result } = await run();

    expect(result).toMatchObject({
      contained: [],
      notDone: [expect.stringContaining("protected")],
    });
    expect(reports.comment[0]!.steps).toContainEqual(
      expect.objectContaining({ what: "Block 45.83.64[.]10", state: "failed" }),
    );
  });

  it("blocks nothing when the policy has blocking off", async () => {
    const { run, blocked } = fakes();

    await run({ policy: { ...policy, contain: { ...policy.contain, isEnabled: false } } });

    expect(blocked).toEqual([]);
  });

  it("sends nobody a private address", async () => {
    const asked: string[] = [];
    const { run, blocked } = fakes({
      readEntities: async () =>
        success({ entities: [{ kind: "Ip" as const, address: "10.0.0.5" }], leftOut: 0 }),
      lookUp: (input) => {
        asked.push(input.observable.value);
        return says("malicious")(input);
      },
    });

    await run();

    expect(asked).toEqual([]);
    expect(blocked).toEqual([]);
  });

  it("ends with a reason when Defender merged the incident", async () => {
    const { run } = fakes({
      readIncident: async () =>
        success({ ...incident, status: "Closed", labels: ["Redirected"], alertCount: 0 }),
    });

    const { result, calls } = await run();

    expect(result).toMatchObject({
      outcome: "not-answered",
      reason: expect.stringContaining("merged"),
    });
    expect(calls).toEqual(["readIncident"]);
  });

  it("ends with a reason when Sentinel does not have the incident", async () => {
    const gone = failure({ kind: "not-found", vendor: "sentinel", message: "404" });

    const { result } = await fakes({ readIncident: async () => gone }).run();

    expect(result).toMatchObject({
      outcome: "not-answered",
      reason: expect.stringContaining(ref.name),
    });
  });

  it("does not reopen what somebody closed", async () => {
    const closed = async () => success({ ...incident, status: "Closed" as const });

    const { result, calls } = await fakes({ readIncident: closed }).run();

    expect(result).toMatchObject({ outcome: "not-answered" });
    expect(calls).not.toContain("takeIncident");
  });

  it("works from the trigger when Sentinel cannot be read, and says so", async () => {
    const down = () => Promise.reject(new Error("sentinel: GET incident answered 503"));
    const { run, reports } = fakes({ readIncident: down, readEntities: down });

    const { result } = await run({
      hint: { entities: [{ kind: "Ip", address }], severity: "High" },
    });

    expect(result).toMatchObject({ outcome: "answered", verdict: "malicious" });
    expect(reports.comment[0]!.notes.join()).toContain("Sentinel could not be read");
  });

  it("waits with a durable timer for the entities of a young incident", async () => {
    let reads = 0;
    const { run } = fakes({
      readIncident: async () => success({ ...incident, created: "2026-11-24T02:59:00Z" }),
      readEntities: async () =>
        success({ entities: ++reads < 3 ? [] : [{ kind: "Ip" as const, address }], leftOut: 0 }),
    });

    const { result, elapsedMs } = await run();

    expect(elapsedMs).toBe(45_000);
    expect(result).toMatchObject({ verdict: "malicious" });
  });

  it("gives up on entities after the policy's patience, and says that there are none", async () => {
    const { run, reports } = fakes({
      readIncident: async () => success({ ...incident, created: "2026-11-24T02:59:00Z" }),
      readEntities: async () => success({ entities: [], leftOut: 0 }),
    });

    const { elapsedMs } = await run();

    expect(elapsedMs).toBe(10 * 60_000);
    expect(reports.comment[0]!.notes).toContain("The incident has no entities");
  });

  it("waits until the incident of an alert exists", async () => {
    let asked = 0;
    const { run } = fakes({
      findIncidentOfAlert: async () => success(++asked < 2 ? null : ref),
    });
    const { subscriptionId, resourceGroup, workspaceName } = ref;
    const workspace = { subscriptionId, resourceGroup, workspaceName };
    const alert = { workspace, systemAlertId: "66666666-6666-6666-6666-666666666666" };

    const { result, elapsedMs } = await run({
      hint: { trigger: "alert", incident: undefined, alert } as never,
    });

    expect(elapsedMs).toBe(15_000);
    expect(result).toMatchObject({ outcome: "answered" });
  });

  it("waits for the incident of an alert through an outage of Sentinel", async () => {
    let asked = 0;
    const { run } = fakes({
      findIncidentOfAlert: async () => (++asked < 3 ? unreadable() : success(ref)),
    });
    const { name: _, ...workspace } = ref;

    const { result } = await run({
      hint: {
        trigger: "alert",
        incident: undefined,
        alert: { workspace, systemAlertId: "a" },
      } as never,
    });

    expect(result).toMatchObject({ outcome: "answered" });
  });

  it("names the entities that one run does not take in", async () => {
    const { run, reports } = fakes();

    await run({ hint: { entitiesLeftOut: 9_900 } });

    expect(reports.comment[0]!.notes.join()).toContain("9900 more entities");
  });

  it("keys every write by the incident, so that another run of it finds them", async () => {
    const keys: string[] = [];
    const { run } = fakes({
      openTicket: async ({ step }) => {
        keys.push(step.key);
        return failure({ kind: "auth", vendor: "servicenow", message: "401" });
      },
    });

    await run();

    expect(keys).toEqual([
      `11111111-1111-1111-1111-111111111111/rg-soc/law-soc/${ref.name}/ticket`,
    ]);
  });
});
