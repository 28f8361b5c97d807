import type { WorkspaceRef } from "../domain/incident";

/**
 * Where each vendor is and what its secret is called; no secret itself. `config/settings.ts` reads it
 * from the environment. What is undefined is not set up: the operations of that vendor say so.
 */
export interface Settings {
  identity: {
    /** Whether the platform offers a managed identity (IDENTITY_ENDPOINT and IDENTITY_HEADER). */
    isAvailable: boolean;
    /** Client id of a user-assigned identity; undefined for the system-assigned one. */
    clientId: string | undefined;
  };
  keyVault: { url: string | undefined };
  sentinel: {
    url: string;
    /** Whose enrichment is asked; incidents name theirs. */
    workspace: WorkspaceRef | undefined;
  };
  /** Azure Resource Manager, for everything that is no incident. */
  resources: { url: string };
  logs: { url: string; workspaceId: string | undefined };
  defenderEndpoint: {
    url: string;
    /** What its tokens are for: another host than `url`. */
    audience: string;
  };
  virustotal: KeyedService & {
    /** What the key was bought for. A public one has a small quota, and is not for business use. */
    plan: "public" | "premium";
  };
  xforce: KeyedService;
  otx: KeyedService;
  abuseipdb: KeyedService;
  greynoise: KeyedService & {
    /** The endpoint that the key was bought for: "community" answers less. */
    plan: "community" | "full";
  };
  /** One Auth-Key of abuse.ch opens all three. */
  urlhaus: KeyedService;
  threatfox: KeyedService;
  malwarebazaar: KeyedService;
  umbrella: KeyedService;
  servicenow: {
    url: string | undefined;
    secretName: string;
    /** One of the instance's own choices for a solved incident. */
    closeCode: string;
    /** "sn_si_incident" where Security Incident Response is installed. */
    table: "incident" | "sn_si_incident";
  };
  jira: {
    /** The site (`https://example.atlassian.net`), or with a scoped token `https://api.atlassian.com/ex/jira/<cloudId>`. */
    url: string | undefined;
    secretName: string;
    flavour: "cloud" | "data-center";
    /** Where OAuth 2.0 clients get their tokens. */
    tokenUrl: string;
    /** Where people open issues, when it is not `url`. */
    siteUrl: string | undefined;
    project: string;
    issueType: string;
    /** Name of the secret that its webhooks are signed with. */
    webhookSecretName: string;
  };
  pagerduty: {
    eventsUrl: string;
    url: string;
    /** Name of the secret with the integration's routing key. */
    routingKeyName: string;
    secretName: string;
    /**
     * E-mail address of the user in whose name the REST API writes; undefined where there is no API
     * key and only events are sent: then no page can be looked up.
     */
    from: string | undefined;
    /** The service that incidents are opened on. */
    serviceId: string | undefined;
    /** Name of the secret that its webhooks are signed with. */
    webhookSecretName: string;
  };
  teams: { secretName: string };
  slack: {
    url: string;
    secretName: string;
    signingSecretName: string;
    /** Channel id: "C0123456789". */
    channel: string | undefined;
  };
  /** By the names of `providers.ts`, as each one's schema read them. */
  providers: Readonly<Record<string, unknown>>;
  outlook: {
    /** Of Microsoft Graph. */
    url: string;
    /** The mailbox that sends: an address or an object id. */
    from: string | undefined;
  };
  /** Incidents of the Defender portal, at Microsoft Graph. */
  graphSecurity: { url: string };
  entraId: {
    /** Of Microsoft Graph. */
    url: string;
    /** Of Identity Protection, which takes one request a second from all apps of a tenant together. */
    riskRequestsPerMinute: number;
    /** Object id of the group that a Conditional Access policy blocks. */
    blockGroup: string | undefined;
  };
}

/** A service that is opened by one key. */
interface KeyedService {
  url: string;
  /** Name of the secret that holds the key. */
  secretName: string;
}
