import { readFileSync, readdirSync } from "node:fs";
import { providers } from "../../connectors/providers";
import { CONTAINMENT_KINDS, containmentKinds } from "../../domain/containment-kind";
import { connectorsFor, failureOf, workspace } from "./stage";

const ref = { ...workspace, name: "33333333-3333-3333-3333-333333333333" };

const account = {
  kind: "Account" as const,
  label: "a@b.example",
  userPrincipalName: "a@b.example",
};

describe("createConnectors()", () => {
  it("has an entry for each vendor", () => {
    const folders = readdirSync("connectors", { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    const credentials = ["key-vault", "managed-identity"];

    const {
      reputations,
      tickets,
      containments,
      context,
      findings,
      findingNotes,
      webhooks,
      providers: opened,
      granted,
      ...others
    } = connectorsFor("http://127.0.0.1:9");

    expect(
      [containments, context, findings, findingNotes, webhooks, granted].every(
        (table) => Object.keys(table).length > 0,
      ),
    ).toBe(true);

    // PagerDuty pages, and holds tickets: it has two entries.
    const named = new Set([
      ...[reputations, tickets, opened, others].flatMap(Object.keys),
      ...CONTAINMENT_KINDS.filter((kind) => kind in containments).map(
        (kind) => containmentKinds[kind].vendor ?? kind,
      ),
    ]);
    expect([...named].toSorted()).toEqual(
      folders
        .filter((name) => !credentials.includes(name))
        .map((name) => name.replace("azure-monitor-", ""))
        .toSorted(),
    );
  });

  it("loads no Azure SDK and no axios before they are needed", () => {
    connectorsFor("http://127.0.0.1:9");

    const packages = Object.keys(require.cache).flatMap(
      (file) => /node_modules\/(@[^/]+|[^/]+)/.exec(file)?.[1] ?? [],
    );
    expect(packages).toContain("zod");
    expect(packages).not.toContain("@azure");
    expect(packages).not.toContain("axios");
    expect(packages).not.toContain("ldapts");
  });

  it("has a method for each kind, and its values in local.settings.json", () => {
    const { containments } = connectorsFor("http://127.0.0.1:9");
    const { Values } = JSON.parse(readFileSync("local.settings.json", "utf8")) as {
      Values: Record<string, string>;
    };

    expect(Object.keys(containments).toSorted()).toEqual(
      CONTAINMENT_KINDS.filter((kind) => kind !== "feed-block").toSorted(),
    );
    for (const [name, value] of providers.flatMap(({ local }) => Object.entries(local))) {
      expect({ name, value: Values[name] }).toEqual({
        name,
        value: value
          .replace("{simulators}", "http://127.0.0.1:7900")
          .replace("{simulators.host}", "127.0.0.1:7900"),
      });
    }
  });

  it("throws nothing where nothing is set up, until it is used", async () => {
    const none = connectorsFor("http://127.0.0.1:9", {
      IDENTITY_ENDPOINT: "",
      KEY_VAULT_URL: "",
      LOG_ANALYTICS_WORKSPACE_ID: "",
      SERVICENOW_URL: "",
      SLACK_CHANNEL: "",
      JIRA_URL: "",
      MAIL_FROM: "",
      PAGERDUTY_FROM: "",
    });

    const errors = await Promise.all(
      [
        none.sentinel.readIncident(ref),
        none.context["sign-ins"]!([account], 14),
        none["defender-endpoint"].check(),
        none.reputations.virustotal.lookUp({ kind: "address", value: "203.0.113.10" }),
        none.reputations.xforce.lookUp({ kind: "address", value: "203.0.113.10" }),
        none.reputations.otx.lookUp({ kind: "address", value: "203.0.113.10" }),
        none.reputations.abuseipdb.lookUp({ kind: "address", value: "203.0.113.10" }),
        none.reputations["sentinel-indicators"].lookUp({ kind: "address", value: "203.0.113.10" }),
        none.reputations.greynoise.lookUp({ kind: "address", value: "203.0.113.10" }),
        none.reputations.umbrella.lookUp({ kind: "domain", value: "a.example" }),
        none.tickets.servicenow.findTicket("key"),
        none.tickets.jira.findTicket("key"),
        none.reputations.urlhaus.check(),
        none.reputations.threatfox.check(),
        none.reputations.malwarebazaar.check(),
        none.tickets.pagerduty.findTicket("key"),
        none.pagerduty.acknowledgePage("key"),
        none.teams.postCard({}),
        none.slack.postMessage({ message: { text: "x" }, ref: "r" }),
        none.outlook.findMail("ref"),
      ].map(failureOf),
    );

    for (const error of errors) {
      expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
      expect(error.message).toMatch(/[A-Z_]+ is not set/);
    }
  });
});
