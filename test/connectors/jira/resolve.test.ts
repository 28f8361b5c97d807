import { failureOf, useStage } from "../stage";
import { issueOf, jiraWith, openIssue, sent, usualScene } from "./site";

const stage = useStage();

beforeEach(() => stage.vendors.scene("jira", usualScene));

const open = (status = "In Progress") => openIssue(stage.vendors, { status });
const moves = () =>
  sent(stage.vendors, "POST").filter(({ request }) => request.endsWith("/transitions"));

const transition = (more: object) => ({
  id: "7",
  name: "Close",
  from: ["In Progress"],
  to: "Done",
  screen: [],
  ...more,
});

describe("jira.resolveTicket()", () => {
  it("takes a transition to a done status, with a resolution where its screen asks for one", async () => {
    const id = open();

    await stage.connectors.tickets.jira.resolveTicket(id, "Contained by run 7f3c");

    expect(moves().map(({ body }) => body)).toEqual([
      { transition: { id: "31" }, fields: { resolution: { name: "Done" } } },
    ]);
    expect(issueOf(stage.vendors, id)).toMatchObject({ status: "Done", resolution: "Done" });
  });

  it("gives no resolution where no screen asks for one", async () => {
    const id = open("To Do");

    await stage.connectors.tickets.jira.resolveTicket(id, "Contained");

    expect(moves().map(({ body }) => body)).toEqual([{ transition: { id: "21" } }]);
    expect(issueOf(stage.vendors, id).status).toBe("Done");
  });

  it("tells the notes in a comment that ends with a marker", async () => {
    const id = open();

    await stage.connectors.tickets.jira.resolveTicket(id, "Contained by run 7f3c");

    const { comments } = issueOf(stage.vendors, id);
    expect(comments).toHaveLength(1);
    expect(JSON.stringify(comments[0]?.body)).toMatch(
      /"Contained by run 7f3c".*"\[ref resolution-[0-9a-f]{16}\]"/,
    );
  });

  it("tells other notes when it is resolved anew", async () => {
    const id = open();
    const { jira } = stage.connectors.tickets;
    await jira.resolveTicket(id, "First");
    const { key } = issueOf(stage.vendors, id);
    stage.vendors.scene("jira", { issues: [{ key, status: "In Progress" }] });

    await jira.resolveTicket(id, "Second");

    expect(issueOf(stage.vendors, id)).toMatchObject({
      status: "Done",
      moves: ["Resolve", "Resolve"],
    });
    expect(issueOf(stage.vendors, id).comments).toHaveLength(2);
  });

  it.each(["Done", "Won't do"])("leaves an issue that is %s as it is", async (status) => {
    const id = open(status);

    await stage.connectors.tickets.jira.resolveTicket(id, "Contained");

    expect(sent(stage.vendors).map(({ request }) => request)).toEqual([
      `GET /rest/api/3/issue/${id}?fields=status%2Cassignee%2Cupdated`,
    ]);
  });

  it.each([
    [["reject"], "Won't do"],
    [["Won't do"], "Won't do"],
    [["Close as false alarm", "Resolve"], "Done"],
    [["Stop progress"], "To Do"],
    [["not there"], "Done"],
  ])("takes the first that is offered of %j", async (transitions, status) => {
    const id = open();

    await jiraWith(stage.vendors, { transitions }).resolveTicket(id, "Contained");

    expect(issueOf(stage.vendors, id).status).toBe(status);
  });

  it("sets the resolution of the policy, or none", async () => {
    const [one, other] = [open(), open()];

    await jiraWith(stage.vendors, { resolution: "Won't Do" }).resolveTicket(one, "x");
    await jiraWith(stage.vendors, { resolution: null }).resolveTicket(other, "x");

    expect(issueOf(stage.vendors, one).resolution).toBe("Won't Do");
    expect(moves().at(-1)?.body).toEqual({ transition: { id: "31" } });
  });

  it("names the status and what it offers when nothing leads to done, and writes nothing", async () => {
    const id = open();
    const transitions = [
      transition({ name: "Stop", to: "To Do" }),
      transition({ from: ["To Do"] }),
    ];
    stage.vendors.scene("jira", { transitions });

    const error = await failureOf(stage.connectors.tickets.jira.resolveTicket(id, "Contained"));

    const { key, comments } = issueOf(stage.vendors, id);
    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toBe(
      `jira: ${key} is "In Progress" and offers only "Stop", none of which leads to a done status: name one in tickets.jira.transitions of the policy`,
    );
    expect(comments).toEqual([]);
  });

  it("says that a permission is missing when nothing is offered", async () => {
    const id = open();
    stage.vendors.scene("jira", { permissions: ["browse", "comment"] });

    const error = await failureOf(stage.connectors.tickets.jira.resolveTicket(id, "Contained"));

    expect(error.kind).toBe("permanent");
    expect(error.message).toContain(
      'is "In Progress" and offers no transition: give its account the permission Transition issues',
    );
  });

  it("passes on what Jira says of a field that a screen demands", async () => {
    const id = open();
    stage.vendors.scene("jira", { transitions: [transition({ screen: ["customfield_7*"] })] });

    const error = await failureOf(stage.connectors.tickets.jira.resolveTicket(id, "Contained"));

    expect(error.kind).toBe("permanent");
    expect(error.message).toContain("customfield_7: customfield_7 is required.");
  });
});
