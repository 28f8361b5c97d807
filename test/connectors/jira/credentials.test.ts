import { connectorsFor, failureOf, useStage } from "../stage";
import { draft, issueOf, openIssue, usualScene } from "./site";

const stage = useStage();
const cloudId = "5ca1ab1e-0000-4000-8000-000000000001";
const name = "of-this-test";

let id: string;

beforeEach(() => {
  stage.vendors.scene("jira", usualScene);
  id = openIssue(stage.vendors);
});

const hold = (secret: unknown) => {
  const value = typeof secret === "string" ? secret : JSON.stringify(secret);
  stage.vendors.scene("key-vault", { secrets: { [name]: { value } } });
};

/** Through api.atlassian.com, as scoped tokens and OAuth 2.0 go. */
const throughGateway = () =>
  connectorsFor(stage.vendors.url, {
    JIRA_URL: `${stage.vendors.url}/jira/ex/jira/${cloudId}`,
    JIRA_SITE_URL: "https://contoso.atlassian.net",
    JIRA_SECRET_NAME: name,
  }).tickets.jira;

const tokenRequests = () =>
  stage.vendors.calls("jira").filter(({ path }) => path.startsWith("/oauth/token"));

describe("jira with a scoped API token", () => {
  it("asks api.atlassian.com, and links to the site", async () => {
    hold({ email: "soar@contoso.example", apiToken: "jira-test-scoped-api-token" });

    const created = await throughGateway().createTicket({ ...draft, key: "sentinel:scoped" });

    expect(created.url).toBe(`https://contoso.atlassian.net/browse/${created.number}`);
    expect(stage.vendors.calls("jira").map(({ path }) => path)).toEqual([
      `/ex/jira/${cloudId}/rest/api/3/issue`,
    ]);
  });

  it("asks for the site's address, without which links would lead nowhere", async () => {
    const { jira } = connectorsFor(stage.vendors.url, {
      JIRA_URL: `https://api.atlassian.com/ex/jira/${cloudId}`,
    }).tickets;

    const error = await failureOf(jira.check());

    expect(error.kind).toBe("auth");
    expect(error.message).toContain("JIRA_SITE_URL is not set");
  });

  it("is told where such a token belongs when the site refuses it", async () => {
    hold({ email: "soar@contoso.example", apiToken: "jira-test-scoped-api-token" });
    const { jira } = connectorsFor(stage.vendors.url, { JIRA_SECRET_NAME: name }).tickets;

    const error = await failureOf(jira.readTicket(id));

    expect(error.kind).toBe("auth");
    expect(error.message).toContain("https://api.atlassian.com/ex/jira/<cloudId>");
  });
});

describe("jira with an OAuth 2.0 client", () => {
  const client = { clientId: "jira-test-client", clientSecret: "jira-test-client-secret" };

  it("asks for one token for many calls at once", async () => {
    hold(client);
    const jira = throughGateway();

    await Promise.all([id, id, id].map((one) => jira.readTicket(one)));
    await jira.readTicket(id);

    expect(tokenRequests().map(({ body }) => body)).toEqual([
      {
        grant_type: "client_credentials",
        client_id: "jira-test-client",
        client_secret: "***",
      },
    ]);
  });

  it("asks for another token when one was refused", async () => {
    hold(client);
    const jira = throughGateway();
    await jira.readTicket(id);
    stage.vendors.fault({ vendor: "jira", route: "GET /ex", status: 401 });

    await jira.readTicket(id);

    expect(tokenRequests()).toHaveLength(2);
  });

  it("tells a refused client from an outage, and shows neither id nor secret", async () => {
    hold({ clientId: "a-client-of-nobody", clientSecret: "a-secret-of-nobody" });

    const error = await failureOf(throughGateway().readTicket(id));

    expect(error).toMatchObject({ kind: "auth", vendor: "jira" });
    expect(error.message).toContain("put a valid client id and secret of a service account");
    expect(error.message).not.toContain("of-nobody");
  });
});

describe("jira where whoever shows an old token is nobody, and sees nothing", () => {
  const older = { email: "soar@contoso.example", apiToken: "an-older-api-token" };

  it("finds the ticket that is there, once the token is rotated", async () => {
    const { jira } = connectorsFor(stage.vendors.url, { JIRA_SECRET_NAME: name }).tickets;
    const there = await stage.connectors.tickets.jira.createTicket({ ...draft, key: "sentinel:t" });
    hold(older);
    await failureOf(jira.readTicket(id)); // the old one is kept from here on
    stage.vendors.scene("jira", { isOpenToAnonymous: true });
    hold({ ...older, apiToken: "jira-test-api-token" });

    await expect(jira.findTicket("sentinel:t")).resolves.toEqual({ ...there, isNew: false });
  });

  it("finds nothing, and says so, before it would open another one", async () => {
    hold(older);
    stage.vendors.scene("jira", { isOpenToAnonymous: true });
    const { jira } = connectorsFor(stage.vendors.url, { JIRA_SECRET_NAME: name }).tickets;

    expect((await failureOf(jira.findTicket("sentinel:t"))).kind).toBe("auth");
  });
});

describe("jira without credentials", () => {
  it.each(["no JSON", "[]", '{"email":"soar@contoso.example"}', '{"personalAccessToken":""}'])(
    "says what the secret must hold, and not that it holds %s",
    async (value) => {
      hold(value);
      const { jira } = connectorsFor(stage.vendors.url, { JIRA_SECRET_NAME: name }).tickets;

      const error = await failureOf(jira.readTicket(id));

      expect(error.kind).toBe("auth");
      expect(error.message).toBe(
        `jira: The secret "${name}" must be JSON with email and apiToken, or clientId and clientSecret, or personalAccessToken`,
      );
    },
  );
});

describe("jira data center", () => {
  beforeEach(() => {
    stage.vendors.scene("jira", { deployment: "data-center" });
    hold({ personalAccessToken: "jira-test-personal-access-token" });
  });

  const dataCenter = () =>
    connectorsFor(stage.vendors.url, {
      JIRA_FLAVOUR: "data-center",
      JIRA_SECRET_NAME: name,
    }).tickets.jira;

  it("opens an issue with mark-up in which nothing is mark-up, and finds it", async () => {
    const jira = dataCenter();
    const description = "See [here|https://evil.example]\n\n- Host: WS-7";
    const key = "sentinel:data-center";

    const created = await jira.createTicket({ ...draft, key, description });

    expect(issueOf(stage.vendors, created.id).description).toBe(
      "See \\[here\\|https\\:\\/\\/evil.example\\]\n\n* Host\\: WS\\-7",
    );
    await expect(jira.findTicket(key)).resolves.toEqual({ ...created, isNew: false });
    const paths = stage.vendors.calls("jira").map(({ path }) => path);
    expect(paths).toEqual(["/rest/api/2/issue", "/rest/api/2/search"]);
  });

  it("finds what the index of another node does not know yet", async () => {
    stage.vendors.scene("jira", { indexLagSeconds: 3_600 });
    const jira = dataCenter();
    const key = "sentinel:data-center:lag";
    const created = await jira.createTicket({ ...draft, key });

    await expect(jira.findTicket(key)).resolves.toMatchObject({ id: created.id });
    await expect(jira.findTicket("sentinel:nothing")).resolves.toBeNull();
  });

  it("notes once, links, changes, reads and resolves", async () => {
    const jira = dataCenter();
    const note = { marker: "[ref 0a1b]", text: "Contained" };

    await jira.noteTicket(id, note);
    await jira.noteTicket(id, note);
    await jira.linkTicket(id, { key: "k", title: "Incident", url: "https://portal.azure.com/" });
    await jira.updateTicket(id, { description: "*bold*" });
    await jira.resolveTicket(id, "Done by run 7f3c");

    await expect(jira.readTicket(id)).resolves.toMatchObject({ state: "resolved" });
    const held = issueOf(stage.vendors, id);
    expect(held.description).toBe("\\*bold\\*");
    expect(held.links).toHaveLength(1);
    expect(held.comments.map(({ body }) => body)).toEqual([
      "Contained\n\n\\[ref 0a1b\\]",
      expect.stringMatching(/^Done by run 7f3c\n\n\\\[ref resolution\\-[0-9a-f]{16}\\\]$/),
    ]);
  });

  it("is checked by the names that it gives to lists", async () => {
    const jira = dataCenter();

    await expect(jira.check()).resolves.toBe("credentials accepted, Task of SEC can be opened");
  });

  it("is told its flavour when Jira Cloud has removed the search that it asks", async () => {
    stage.vendors.scene("jira", { deployment: "cloud" });
    hold({ email: "soar@contoso.example", apiToken: "jira-test-api-token" });

    const error = await failureOf(dataCenter().findTicket("sentinel:any"));

    expect(error.message).toContain("see that JIRA_FLAVOUR is cloud");
  });
});
