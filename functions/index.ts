import { app } from "@azure/functions";
import * as df from "durable-functions";
import { type Activities, createActivities } from "../activities";
import { budgetScopes } from "../config/budget-scopes";
import { budgetsOf } from "../config/budgets";
import { readPolicy } from "../config/policy";
import { readSettings } from "../config/settings";
import { createConnectors } from "../connectors";
import { keyVault } from "../connectors/key-vault";
import { managedIdentity } from "../connectors/managed-identity";
import { approvalKey } from "../connectors/approval-key";
import { lazyLedger } from "../ledger";
import { orchestrators } from "../orchestrators";
import { approvalDecision } from "./approval-api";
import { approvalGate } from "./approval-gate";
import { approvalForm, approvalView, approvalsPage } from "./approvals";
import { blockFeed } from "./block-feed";
import { extendContainment, listContainments, undoContainments } from "./containments-api";
import { endContainments } from "./end-containments";
import { feedConsumers } from "./block-feed/consumers";
import { incidentWebhook } from "./incident-webhook";
import { pruneLedger } from "./prune-ledger";
import { incidentRecord } from "./record";
import { runsPage } from "./runs-page";
import { pageOf } from "./sign-in";
import { starting } from "./start-following";
import { startingResponses } from "./start-responses";
import { sweepLogs } from "./sweep-logs";
import { sourceOpeners, sweepSources, sweepTools } from "./sweep-tools";
import { listSweeps, sweepNow } from "./sweeps-api";
import { slackInteractivity } from "./slack-interactivity";
import { ticketWebhook } from "./ticket-webhooks";

// The composition root: everything the Functions host will see, and nothing else, is named here.

const settings = readSettings(process.env);
const policy = readPolicy(settings.policyFile);
const ledger = lazyLedger(settings.ledger, settings.identity);
const { consumersSecretName } = settings.feeds;
const now = () => new Date();
const connectors = createConnectors(settings, policy);
const { signIn, isTrusted, keyName, publicUrl } = settings.approvals;
const approvalPage = pageOf({ mode: signIn, isTrusted });
const tokens = managedIdentity(settings.identity);
const secrets = keyVault(settings.keyVault, tokens);
const sources = sweepSources(settings.sweeps.file);
const activities = createActivities({
  connectors,
  ledger,
  policy,
  budgets: budgetsOf(settings, policy),
  scopes: budgetScopes(settings),
  now,
  sweeps: sweepTools({
    sources,
    openers: sourceOpeners(secrets, tokens),
    secrets: (name) => secrets.get(name),
  }),
  ...(publicUrl !== undefined && { publicUrl }),
  ...(approvalPage !== undefined && { approvalPage }),
});

for (const [name, handler] of Object.entries(activities)) {
  df.app.activity(name, { handler: (input) => handler(input as never) });
}

df.app.activity("startFollowing", {
  extraInputs: [df.input.durableClient()],
  handler: (input, context) =>
    starting(df.getClient(context)).startFollowing(
      input as Parameters<Activities["startFollowing"]>[0],
    ),
});

df.app.activity("startResponses", {
  extraInputs: [df.input.durableClient()],
  handler: (input, context) =>
    startingResponses(df.getClient(context), {
      ledger,
      policy,
      sources,
      workspace: settings.workspace,
      now,
    }).startResponses(input as Parameters<Activities["startResponses"]>[0]),
});

for (const [name, flow] of Object.entries(orchestrators)) {
  df.app.orchestration(name, function* (context) {
    return yield* flow(context, context.df.getInput<never>());
  });
}

df.app.client.http("incidentWebhook", {
  route: "incidents",
  methods: ["POST"],
  // With an allow-list the platform's Entra ID authentication stands before this function.
  authLevel: settings.allowedCallers.length > 0 ? "anonymous" : "function",
  handler: incidentWebhook({
    policy,
    maxBytes: settings.intakeMaxBytes,
    allowedCallers: settings.allowedCallers,
    workspace: settings.workspace,
  }),
});

app.http("blockFeed", {
  route: "feeds/{file}",
  methods: ["GET", "HEAD"],
  // Most firewalls send a name and a password, and no key: with those set up, they are checked instead.
  authLevel: consumersSecretName === undefined ? "function" : "anonymous",
  handler: blockFeed({
    ledger,
    policy,
    now,
    hasPlaceholder: settings.feeds.hasPlaceholder,
    maxEntries: settings.feeds.maxEntries,
    isConsumer:
      consumersSecretName === undefined ? undefined : feedConsumers(consumersSecretName, secrets),
  }),
});

app.http("incidentRecord", {
  route: "record/{subscriptionId}/{resourceGroup}/{workspace}/{incident}",
  methods: ["GET"],
  authLevel: "function",
  handler: incidentRecord({ ledger }),
});

df.app.client.http("runsPage", {
  route: "runs",
  methods: ["GET"],
  authLevel: "function",
  handler: runsPage({ now }),
});

const gate = approvalGate({ ledger, now });
const approvals = {
  gate,
  signIn: { mode: signIn, isTrusted },
  signingKey: approvalKey(settings, keyName),
  publicUrl,
};

// A person's browser has no function key: App Service authentication stands before these, or SIGN_IN
// is not set and they are closed.
for (const [name, route, handler] of [
  ["approvalsPage", "approvals", approvalsPage(approvals)],
  ["approvalView", "approvals/{id}", approvalView(approvals)],
] as const) {
  app.http(name, { route, methods: ["GET"], authLevel: "anonymous", handler });
}
for (const [name, route, handler] of [
  ["approvalForm", "approvals/{id}", approvalForm(approvals)],
  ["approvalDecision", "approvals/{id}/decision", approvalDecision(approvals)],
] as const) {
  df.app.client.http(name, { route, methods: ["POST"], authLevel: "anonymous", handler });
}

df.app.client.http("slackInteractivity", {
  route: "slack/interactivity",
  methods: ["POST"],
  // Slack has no function key: its signature is checked instead.
  authLevel: "anonymous",
  handler: slackInteractivity({ isSigned: connectors.slack.isSigned, gate, now }),
});

const containmentsApi = {
  ledger,
  extend: activities.extendContainment,
  signIn: { mode: signIn, isTrusted },
  now,
};

app.http("containmentsList", {
  route: "containments",
  methods: ["GET"],
  authLevel: "function",
  handler: listContainments({ ledger }),
});

df.app.client.http("containmentsUndo", {
  route: "containments/undo",
  methods: ["POST"],
  authLevel: "function",
  handler: undoContainments(containmentsApi),
});

app.http("containmentsExtend", {
  route: "containments/extend",
  methods: ["POST"],
  authLevel: "function",
  handler: extendContainment(containmentsApi),
});

// Jira and PagerDuty have no function key: their signatures are checked instead.
const { jira, pagerduty } = connectors.webhooks;
for (const [name, system, signed] of [
  ["serviceNowChanged", "servicenow", null],
  ["jiraChanged", "jira", { header: "x-hub-signature", isGenuine: jira }],
  ["pagerDutyChanged", "pagerduty", { header: "x-pagerduty-signature", isGenuine: pagerduty }],
] as const) {
  df.app.client.http(name, {
    route: `tickets/${system}`,
    methods: ["POST"],
    authLevel: signed ? "anonymous" : "function",
    handler: ticketWebhook({ system, signed, now }),
  });
}

df.app.client.timer("endContainments", {
  schedule: "30 * * * * *",
  handler: endContainments({ ledger, now }),
});

df.app.client.timer("sweepLogs", {
  schedule: settings.sweeps.schedule,
  handler: sweepLogs({ sources: sources.map(({ name }) => name), now }),
});

app.http("sweepsList", {
  route: "sweeps",
  methods: ["GET"],
  authLevel: "function",
  handler: listSweeps({ ledger, sources, now }),
});

df.app.client.http("sweepNow", {
  route: "sweeps/{source}",
  methods: ["POST"],
  authLevel: "function",
  handler: sweepNow({ sources, now }),
});

app.timer("pruneLedger", {
  schedule: "0 17 3 * * *",
  handler: pruneLedger({ ledger, now }),
});
