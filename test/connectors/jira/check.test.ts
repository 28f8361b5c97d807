import type { JiraTickets } from "../../../domain/policy";
import { failureOf, useStage } from "../stage";
import { jiraWith, usualScene } from "./site";

const stage = useStage();

beforeEach(() => stage.vendors.scene("jira", usualScene));

const check = (change: Partial<JiraTickets> = {}) => jiraWith(stage.vendors, change).check();

describe("jira.check()", () => {
  it("says that issues can be opened", async () => {
    await expect(check()).resolves.toBe("credentials accepted, Task of SEC can be opened");
  });

  it("notices wrong credentials where they read nothing instead of being refused", async () => {
    stage.vendors.scene("jira", { isOpenToAnonymous: true });
    const wrong = { email: "soar@contoso.example", apiToken: "a-token-of-nobody" };
    const jira = jiraWith(stage.vendors, {}, wrong);

    const error = await failureOf(jira.check());

    expect(error.kind).toBe("auth");
    expect(error.message).toContain('put valid credentials into the secret "jira-credentials"');
  });

  it.each<[object, string]>([
    [{ permissions: ["browse"] }, "There is no project SEC in which its account may create issues"],
    [
      { issueTypes: ["Bug", "Incident"] },
      'Project SEC has no issue type "Task": set JIRA_ISSUE_TYPE to one of Bug, Incident',
    ],
    [{ hasPriority: false }, "Task of SEC does not show priority: correct tickets.jira"],
    [
      { requiredFields: { customfield_10050: "Root cause" } },
      "Task of SEC demands customfield_10050 (Root cause): correct tickets.jira",
    ],
    [
      { hasPriority: false, requiredFields: { customfield_10050: "Root cause" } },
      "does not show priority; and it demands customfield_10050 (Root cause)",
    ],
  ])("names what is missing where %j", async (scene, words) => {
    stage.vendors.scene("jira", scene);

    const error = await failureOf(check());

    expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
    expect(error.message).toContain(words);
  });

  it("is content with a policy that fits such a project", async () => {
    stage.vendors.scene("jira", {
      hasPriority: false,
      requiredFields: { customfield_10050: "Root cause" },
    });
    const priorities = { High: null, Medium: null, Low: null, Informational: null };
    const fields = { customfield_10050: "Not known yet" };
    const jira = jiraWith(stage.vendors, { priorities, fields });

    await expect(jira.check()).resolves.toContain("can be opened");
    const draft = { key: "sentinel:fits", title: "t", description: "d", severity: "High" } as const;
    await expect(jira.createTicket(draft)).resolves.toMatchObject({ isNew: true });
  });

  it("reads on where an issue type has more than a page of fields", async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `customfield_2${index}`);
    stage.vendors.scene("jira", {
      requiredFields: Object.fromEntries(ids.map((id) => [id, id])),
    });
    const jira = jiraWith(stage.vendors, {
      fields: Object.fromEntries(ids.map((id) => [id, "x"])),
    });

    await expect(jira.check()).resolves.toContain("can be opened");
  });

  it("names a constant field that the project does not show", async () => {
    const error = await failureOf(check({ fields: { customfield_1: "x" } }));

    expect(error.message).toContain("Task of SEC does not show customfield_1");
  });
});
