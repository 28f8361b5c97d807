import { connectorsFor, failureOf, useStage } from "../stage";
import { id, notesOf, usualScene } from "./instance";

const stage = useStage();
let nth = 0;

beforeEach(() => {
  stage.vendors.scene("servicenow", usualScene);
  nth += 1;
});

const marker = (): string => `[ref note#${nth}]`;
const mine = () => notesOf(stage.vendors, id).filter((note) => note.includes(`#${nth}]`));
const paths = () => stage.vendors.calls("servicenow").map(({ method, path }) => [method, path]);

describe("servicenow.noteTicket()", () => {
  it.each([
    ["by the journal", { readsJournal: true }],
    ["by the record, for an account that may not read the journal", { readsJournal: false }],
  ])("appends a work note once, as it sees %s", async (_title, scene) => {
    stage.vendors.scene("servicenow", scene);
    const { servicenow } = stage.connectors.tickets;
    const note = { marker: marker(), text: "Blocked 203.0.113.10" };

    await servicenow.noteTicket(id, note);
    await servicenow.noteTicket(id, note);

    expect(mine()).toEqual([`Blocked 203.0.113.10\n${marker()}`]);
  });

  it("sees by the record, too, where the journal is forbidden", async () => {
    const { servicenow } = stage.connectors.tickets;
    const note = { marker: marker(), text: "Blocked" };
    await servicenow.noteTicket(id, note);
    stage.vendors.fault({
      vendor: "servicenow",
      route: "GET /api/now/table/sys_journal_field",
      status: 403,
    });

    await servicenow.noteTicket(id, note);

    expect(mine()).toHaveLength(1);
  });

  it("looks into the journal of this ticket, the newest entries first", async () => {
    await stage.connectors.tickets.servicenow.noteTicket(id, { marker: marker(), text: "x" });

    const [[, path = ""] = []] = paths();
    const { pathname, searchParams } = new URL(path, "http://servicenow.test");
    expect(pathname).toBe("/api/now/table/sys_journal_field");
    expect(searchParams.get("sysparm_query")).toBe(
      `element_id=${id}^element=work_notes^ORDERBYDESCsys_created_on`,
    );
  });

  it("changes nothing else in the same request", async () => {
    await stage.connectors.tickets.servicenow.noteTicket(id, { marker: marker(), text: "x" });

    expect(stage.vendors.calls("servicenow").at(-1)).toMatchObject({
      method: "PATCH",
      body: { work_notes: `x\n${marker()}` },
    });
  });

  it("keeps the marker of a note that is cut", async () => {
    const note = { marker: marker(), text: "x".repeat(9_000) };

    await stage.connectors.tickets.servicenow.noteTicket(id, note);

    expect(mine()).toEqual([`${"x".repeat(3_799)}…\n${marker()}`]);
  });

  it("shows no mark-up of an attacker as HTML", async () => {
    const text = "[code]<script>alert(1)</script>[/code]";

    await stage.connectors.tickets.servicenow.noteTicket(id, { marker: marker(), text });

    expect(mine()[0]).toContain("(code)<script>alert(1)</script>(/code)");
  });

  it.each([
    ["quotes", (other: string) => `The title is ${other} and more`],
    ["holds, on a line of its own,", (other: string) => `Title\n${other}\nmore`],
  ])("is written although an earlier text %s its marker", async (_title, textWith) => {
    const { servicenow } = stage.connectors.tickets;
    await servicenow.noteTicket(id, { marker: `[ref earlier#${nth}]`, text: textWith(marker()) });

    await servicenow.noteTicket(id, { marker: marker(), text: "Contained" });

    expect(mine()).toHaveLength(2);
    expect(mine()).toContain(`Contained\n${marker()}`);
  });

  it.each(["../user", "", "a^ORactive=true", `${id}?x=1`])("touches no id like %p", async (odd) => {
    const { servicenow } = stage.connectors.tickets;

    const error = await failureOf(servicenow.noteTicket(odd, { marker: "m", text: "t" }));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(stage.vendors.calls("servicenow")).toEqual([]);
  });
});

describe("servicenow.linkTicket()", () => {
  const url = "https://portal.azure.com/#view/incident/4711";

  it("notes title and address, once under a key", async () => {
    const { servicenow } = stage.connectors.tickets;
    const link = { key: `incident-${nth}`, title: "Incident\n4711", url };

    await servicenow.linkTicket(id, link);
    await servicenow.linkTicket(id, { ...link, title: "Another title" });

    const links = notesOf(stage.vendors, id).filter((note) => note.includes(link.key));
    expect(links).toEqual([`Incident 4711\n${url}\n[link incident-${nth}]`]);
  });

  it("tells a key from one that it begins with", async () => {
    const { servicenow } = stage.connectors.tickets;
    await servicenow.linkTicket(id, { key: `page-${nth}`, title: "One", url });

    await servicenow.linkTicket(id, { key: `page-${nth}:more`, title: "Other", url });

    expect(notesOf(stage.vendors, id).filter((note) => note.includes(`page-${nth}`))).toHaveLength(
      2,
    );
  });

  it.each(["", "a]b", "a^b", "k".repeat(101), "a\nb"])("takes no key like %p", async (key) => {
    const { servicenow } = stage.connectors.tickets;

    const error = await failureOf(servicenow.linkTicket(id, { key, title: "t", url }));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(stage.vendors.calls("servicenow")).toEqual([]);
  });
});

it("a note to a ticket that is gone is a failure, and says so", async () => {
  const { servicenow } = connectorsFor(stage.vendors.url).tickets;

  const error = await failureOf(
    servicenow.noteTicket("0".repeat(32), { marker: marker(), text: "x" }),
  );

  expect(error).toMatchObject({ kind: "not-found" });
  expect(error.message).toContain("No Record found");
  expect(error.message).toMatch(/see that it is there, and that its account may read incident/);
});
