import { notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, createHttp } from "../http";
import type { Settings } from "../settings";
import { authorization } from "./authorization";
import { type Dialect, dialects } from "./dialect";
import { refusalWords } from "./refusal";

const vendor = "jira";

/** One project of one site. */
export interface Client {
  http: Http;
  dialect: Dialect;
  project: string;
  /** Where people open issues, without a final slash. */
  siteUrl: string;
}

export function createClient(settings: Settings["jira"], secrets: Secrets): Client {
  const { url, siteUrl = url, flavour, project, secretName } = settings;
  if (url === undefined || siteUrl === undefined) throw notConfigured(vendor, "JIRA_URL");
  const access = authorization(settings, secrets);
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: access.authorize,
    forget: access.forget,
    rateLimitSeconds: 30,
    wordsOf: refusalWords,
    // Somebody changed the same issue at the same time.
    kindOf: (status) => (status === 409 ? "transient" : undefined),
    advice: {
      401: `put valid credentials into the secret "${secretName}": an API token ends after a year at most, and one with scopes needs JIRA_URL to be https://api.atlassian.com/ex/jira/<cloudId>`,
      403: `give its account the permissions to browse, create, edit, comment, link and transition issues of ${project}`,
      404: `see that it is there, and that its account may browse ${project}: Jira says the same of both`,
      410: "see that JIRA_FLAVOUR is cloud",
      413: "the issue has reached a limit of Jira; go on in another one",
    },
  });
  return { http, dialect: dialects[flavour], project, siteUrl };
}
