import { failureOf, useStage } from "../stage";
import { issueOf, openIssue, sent, usualScene } from "./site";

const stage = useStage();
const marker = "[ref 0a1b2c3d]";
const note = { marker, text: "Blocked 203[.]0[.]113[.]10" };

let id: string;

beforeEach(() => {
  stage.vendors.scene("jira", usualScene);
  id = openIssue(stage.vendors);
});

const paragraph = (text: string) => ({ type: "paragraph", content: [{ type: "text", text }] });

describe("jira.noteTicket()", () => {
  it("writes a comment once, however often it is told", async () => {
    const { jira } = stage.connectors.tickets;

    await jira.noteTicket(id, note);
    await jira.noteTicket(id, note);
    await jira.noteTicket(id, { ...note, marker: "[ref another]" });

    const { comments } = issueOf(stage.vendors, id);
    expect(comments.map(({ body }) => body)).toEqual(
      [marker, "[ref another]"].map((end) => ({
        type: "doc",
        version: 1,
        content: [paragraph(note.text), paragraph(end)],
      })),
    );
  });

  it("asks for the newest comments first", async () => {
    await stage.connectors.tickets.jira.noteTicket(id, note);

    expect(sent(stage.vendors, "GET").map(({ request }) => request)).toEqual([
      `GET /rest/api/3/issue/${id}/comment?orderBy=-created&startAt=0&maxResults=100`,
    ]);
  });

  it("finds its comment behind a hundred younger ones", async () => {
    const { jira } = stage.connectors.tickets;
    await jira.noteTicket(id, note);
    const others = Array.from({ length: 101 }, (_, index) => `[ref other-${index}]`);
    await Promise.all(others.map((other) => jira.noteTicket(id, { marker: other, text: "x" })));

    await jira.noteTicket(id, note);

    expect(issueOf(stage.vendors, id).comments).toHaveLength(102);
  });

  it("keeps it from the customers of a service project", async () => {
    await stage.connectors.tickets.jira.noteTicket(id, note);

    expect(issueOf(stage.vendors, id).comments[0]?.properties).toEqual([
      { key: "sd.public.comment", value: { internal: true } },
    ]);
  });

  it("is not kept from writing by a text that quotes its marker", async () => {
    const { jira } = stage.connectors.tickets;
    await jira.noteTicket(id, { marker: "[ref of-somebody]", text: `${marker}\n\nSee ${marker}` });

    await jira.noteTicket(id, note);

    expect(issueOf(stage.vendors, id).comments).toHaveLength(2);
  });

  it("keeps the marker of a comment that is cut", async () => {
    await stage.connectors.tickets.jira.noteTicket(id, { marker, text: "word ".repeat(20_000) });
    await stage.connectors.tickets.jira.noteTicket(id, { marker, text: "word ".repeat(20_000) });

    expect(issueOf(stage.vendors, id).comments).toHaveLength(1);
  });

  it("says what to do when an issue takes no more comments", async () => {
    stage.vendors.scene("jira", { mostComments: 0 });

    const error = await failureOf(stage.connectors.tickets.jira.noteTicket(id, note));

    expect(error).toMatchObject({ kind: "permanent", status: 413 });
    expect(error.message).toContain("the issue has reached a limit of Jira");
  });

  it("says that the permission to comment is missing", async () => {
    stage.vendors.scene("jira", { permissions: ["browse"] });

    const error = await failureOf(stage.connectors.tickets.jira.noteTicket(id, note));

    expect(error.kind).toBe("auth");
    expect(error.message).toContain("do not have the permission to comment on this issue");
  });
});
