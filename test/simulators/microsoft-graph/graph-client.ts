import { microsoftGraph } from "../../../simulators/microsoft-graph";
import { startSimulators } from "../../../simulators/server";
import { start, tokenFor } from "../token";

export const soc = "soc@contoso.example";
export const property = "String {6f1d2c1e-5a0b-4a53-9c5e-3b7d0c6a1f42} Name SentinelRef";
export const immutable = { prefer: 'IdType="ImmutableId"' };
export const toAlex = [{ emailAddress: { address: "alex@contoso.example" } }];
export const message = (ref = "ref-1", more: object = {}) => ({
  subject: "High: Sign-in from a listed address",
  body: { contentType: "html", content: "<p>malicious</p>" },
  toRecipients: toAlex,
  singleValueExtendedProperties: [{ id: property, value: ref }],
  ...more,
});

/** What the tests read of answers. */
interface Body {
  id: string;
  isDraft: boolean;
  value: { id: string; isDraft: boolean }[];
  error: { code: string; message: string; innerError: Record<string, string> };
  [member: string]: unknown;
}

interface State {
  messages: { id: string; immutableId: string; folder: string; subject: string }[];
  deliveries: { to: string[]; immutableId: string | null }[];
}

/** The simulated service with a clock that stands still until a test turns it. */
export async function openGraph() {
  let now = start;
  const running = await startSimulators({ only: [microsoftGraph], now: () => now });

  async function ask(method: string, path: string, body?: unknown, headers: object = {}) {
    const answer = await fetch(`${running.url}/microsoft-graph/v1.0${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokenFor("https://graph.microsoft.com")}`,
        "content-type": "application/json",
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: (text === "" ? {} : JSON.parse(text)) as Body,
    };
  }

  const find = (filter: string, headers: object = {}, more = "") =>
    ask(
      "GET",
      `/users/${soc}/messages?$filter=${encodeURIComponent(filter)}${more}`,
      undefined,
      headers,
    );

  return {
    ask,
    find,
    findRef: (ref: string, headers: object = {}) =>
      find(
        `singleValueExtendedProperties/Any(ep: ep/id eq '${property}' and ep/value eq '${ref}')`,
        headers,
      ),
    create: (body: unknown = message(), headers: object = {}) =>
      ask("POST", `/users/${soc}/messages`, body, headers),
    send: (id: string, headers: object = {}) =>
      ask("POST", `/users/${soc}/messages/${id}/send`, undefined, headers),
    url: running.url,
    scene: (scene: unknown) => running.scene("microsoft-graph", scene),
    state: () => running.state("microsoft-graph") as State,
    turnBy: (milliseconds: number) => void (now += milliseconds),
    close: () => running.close(),
  };
}

export type OpenGraph = Awaited<ReturnType<typeof openGraph>>;
