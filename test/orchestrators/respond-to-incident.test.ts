import type { Activities } from "../../activities";
import { failure, success } from "../../domain/outcome";
import type { FollowInput } from "../../orchestrators/follow-case";
import {
  address,
  askingPolicy,
  fakes,
  incident,
  policy,
  ref,
  says,
} from "../support/response-fakes";

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
    expect(reports).toMatchObject({
      comment: [expect.stringContaining("Automated response: malicious")],
      card: [{ title: incident.title }],
      note: [expect.stringContaining("Automated response to Microsoft Sentinel incident")],
      resolution: [],
    });
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

  it("names an outcome that may not have come to Splunk", async () => {
    const { run } = fakes({
      writeOutcome: async () => success({ sent: "maybe" as const, isIndexed: false }),
    });

    const { result } = await run({ policy: { ...policy, report: { splunk: true } } });

    expect(result).toMatchObject({
      notDone: ["Event in Splunk: may have been written: it gave no answer and cannot be asked"],
    });
  });

  it("writes one event, with its verdict, and none where the policy does not say so", async () => {
    const told = fakes();
    await told.run({ policy: { ...policy, report: { splunk: true } } });
    const quiet = fakes();
    const { calls } = await quiet.run();

    expect(told.reports.event).toEqual([
      expect.objectContaining({
        revision: 1,
        verdict: "malicious",
        text: told.reports.event[0]!.text,
      }),
    ]);
    expect(calls).not.toContain("writeOutcome");
  });

  const marking = { ...policy, report: { "google-scc": true } };
  const scc = { source: "google-scc" as const, id: "organizations/1/sources/2/findings/3" };

  it("marks the findings that the incident's alerts name, and says how many were too many", async () => {
    const told = fakes({
      namedFindings: async ({ sources }) =>
        success({ findings: sources.includes("google-scc") ? [scc] : [], leftOut: 2 }),
    });

    const { result } = await told.run({ policy: marking });

    expect(told.reports.event).toEqual([expect.objectContaining({ findings: [scc] })]);
    expect(result).toMatchObject({
      notDone: [
        "Marks in Security Command Center: the incident's alerts name 2 more findings, too many for one incident",
      ],
    });
  });

  it("marks nothing where the alerts name no finding, or cannot be read", async () => {
    const nothing = fakes();
    const quiet = await nothing.run({ policy: marking });
    const unknown = fakes({
      namedFindings: async () =>
        failure({ kind: "auth", vendor: "sentinel", message: "sentinel: answered 403" }),
    });
    const { result } = await unknown.run({ policy: marking });

    expect([...nothing.reports.event, ...unknown.reports.event]).toEqual([]);
    expect(quiet.result).toMatchObject({ notDone: [] });
    expect(result).toMatchObject({
      notDone: [
        "Marks in Security Command Center: the findings are not known: sentinel: answered 403",
      ],
    });
  });

  it("names a source that is down, calls nothing benign and closes nothing", async () => {
    const down = () => Promise.reject(new Error("virustotal: GET /ip_addresses/{id} answered 503"));
    const { run, reports } = fakes({ lookUp: down });

    const { result, calls } = await run();

    expect(result).toMatchObject({ verdict: "unknown", contained: [], isClosed: false });
    expect(calls.filter((name) => name === "lookUp")).toHaveLength(5);
    const html = reports.comment[0];
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
    expect(reports.comment[0]).toContain("Sign-in logs about alex");
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
    expect(reports.comment[0]).toContain("1 question got no answer");
    expect(reports.comment[0]).toContain("(rate-limited)");
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
      expect(reports.comment[0]).toContain(told);
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
    expect(reports.note[0]).toContain("Incident closed");
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
      expect(reports.resolution[0]).toContain("Resolved in the Defender portal: incident 9001");
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
    expect(reports.comment[0]).toContain("may have been sent");
  });

  it("isolates a block that fails: the report says what did not happen", async () => {
    const refused = failure({ kind: "permanent", vendor: "activity", message: "protected" });
    const { run, reports } = fakes({ contain: async () => refused });

    const { result } = await run();

    expect(result).toMatchObject({
      contained: [],
      notDone: [expect.stringContaining("protected")],
    });
    const [, undone] = reports.comment[0]!.split("Did not happen");
    expect(undone).toMatch(/^<\/b><\/p><ul><li>Block 45\.83\.64\[\.\]10/);
  });

  it("writes comment, note and thread after the decision, whatever became of the first ones", async () => {
    const keys: string[] = [];
    const kept =
      <T>(value: T) =>
      async ({ step }: { step: { key: string } }) => {
        keys.push(step.key.slice(step.key.lastIndexOf("/") + 1));
        return value;
      };
    const refused = failure({ kind: "auth", vendor: "sentinel", message: "403" });
    const { run } = fakes({
      addComment: kept(refused),
      noteTicket: kept(success({ system: "servicenow" as const, id: "1" })),
      replyInSlack: kept(success({ channel: "C0SOCTEAM1", ts: "1795000002.000300" })),
    });

    const notify = { ...policy.notify, channels: ["slack" as const] };
    await run({ policy: { ...askingPolicy, notify } });

    expect(keys.toSorted()).toEqual([
      "comment",
      "comment after the decision",
      "slack thread",
      "slack thread after the decision",
      "ticket note",
      "ticket note after the decision",
    ]);
  });

  it("tells the thread what people did not want", async () => {
    const replies: string[] = [];
    const { run, blocked } = fakes({
      replyInSlack: async ({ thread, text }) => {
        replies.push(text);
        return success(thread);
      },
    });

    await run({
      policy: { ...askingPolicy, notify: { ...policy.notify, channels: ["slack"] } },
      agreed: { state: "rejected", approved: [], reason: "rejected by Sam: it is ours" },
    });

    expect(blocked).toEqual([]);
    expect(replies[1]).toBe("Not done: Block 45.83.64[.]10: rejected by Sam: it is ours");
  });

  it.each([
    ["by itself", policy],
    ["once people agreed", askingPolicy],
  ])("leaves a task, by its name, for what failed when it was done %s", async (_how, by) => {
    const tasks: string[][] = [];
    const refused = failure({ kind: "permanent", vendor: "activity", message: "protected" });
    const { run } = fakes({
      contain: async () => refused,
      addTask: async ({ step, task }) => {
        tasks.push([step.key.slice(step.key.lastIndexOf("/") + 1), task.description]);
        return success({ taskId: "t" });
      },
    });

    await run({ policy: by });

    expect(tasks).toEqual([[`task by hand: block ${address}`, "It was not done:\nprotected"]]);
  });

  it.each([
    [true, "INC0010023"],
    [false, undefined],
  ])(
    "hands over what is under way, also when it could not be looked at; follow: %s",
    async (isEnabled, number) => {
      const notNow = failure({
        kind: "rate-limited",
        vendor: "x",
        message: "later",
        retryAfterSeconds: 36_000,
      });
      const followed: FollowInput[] = [];
      const { run } = fakes({
        contain: async ({ item, hold: { expiresAt } }) =>
          success({ id: item.id, state: "pending" as const, wasAlready: false, expiresAt }),
        checkContainment: async () => notNow,
        startFollowing: async ({ input }) => {
          followed.push(input as FollowInput);
          return success({ instanceId: "follow-1" });
        },
      });

      const { result } = await run({
        policy: { ...policy, follow: { ...policy.follow, isEnabled } },
      });

      expect(result).toMatchObject({ contained: [], notDone: [] });
      expect(followed[0]?.ticket?.number).toBe(number);
      expect(followed[0]?.pending).toEqual([expect.objectContaining({ what: `Block ${address}` })]);
    },
  );

  it("says that nobody follows the case when the follower could not be started", async () => {
    const { run } = fakes({ startFollowing: () => Promise.reject(new Error("no task hub")) });
    const followed = { ...policy, follow: { ...policy.follow, isEnabled: true } };

    expect((await run({ policy: followed })).result).toMatchObject({
      notDone: ["Following the case: no task hub"],
    });
  });

  it("follows a case that it gave to the policy's owner as one that is owned", async () => {
    const followed: FollowInput[] = [];
    const { run } = fakes({
      takeIncident: async ({ change }) =>
        success({ ...incident, status: "Active", ownerObjectId: change.ownerObjectId! }),
      startFollowing: async ({ input }) => {
        followed.push(input as FollowInput);
        return success({ instanceId: "follow-1" });
      },
    });

    await run({
      policy: {
        ...policy,
        open: { ...policy.open, ownerObjectId: "the team" },
        follow: { ...policy.follow, isEnabled: true },
      },
    });

    expect(followed).toMatchObject([{ isOwned: true }]);
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
    expect(reports.comment[0]).toContain("Sentinel could not be read");
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

  it("reads entities page by page, and goes on with those it has when a page cannot be read", async () => {
    const pages: Activities["readEntities"] = async ({ from = 0 }) => {
      if (from === 2) return unreadable();
      return success({
        entities: [{ kind: "Ip", address: `45.83.64.${from + 20}` }],
        leftOut: 0,
        next: from + 1,
      });
    };
    const { run, reports } = fakes({ readEntities: pages });

    const { calls } = await run();

    expect(calls.filter((name) => name === "readEntities")).toHaveLength(3);
    expect(reports.comment[0]).toContain("45.83.64[.]20");
    expect(reports.comment[0]).toContain("45.83.64[.]21");
    expect(reports.comment[0]).toContain("about the incident&#39;s entities");
  });

  it("gives up on entities after the policy's patience, and says that there are none", async () => {
    const { run, reports } = fakes({
      readIncident: async () => success({ ...incident, created: "2026-11-24T02:59:00Z" }),
      readEntities: async () => success({ entities: [], leftOut: 0 }),
    });

    const { elapsedMs } = await run();

    expect(elapsedMs).toBe(10 * 60_000);
    expect(reports.comment[0]).toContain("The incident has no entities");
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

    expect(reports.comment[0]).toContain("9900 more entities");
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
