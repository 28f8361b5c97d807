import type { Answer } from "../simulator";
import { escaped } from "./xml";

const xml = (status: number, text: string): Answer => ({
  status,
  headers: { "content-type": "application/xml; charset=UTF-8" },
  body: text,
});

export const success = (result: string): Answer =>
  xml(200, `<response status="success"><result>${result}</result></response>`);

/** An error by its code, with the HTTP status that it comes with. */
export const problem = (code: number, message: string, status = 200): Answer =>
  xml(
    status,
    `<response status = 'error' code = '${code}'><result><msg>${escaped(message)}</msg></result></response>`,
  );

/** What User-ID refuses of an update, entry by entry. */
export const refusedEntries = (
  what: "register" | "unregister",
  entries: readonly { ip: string; message: string }[],
): Answer => {
  const lines = entries.map(
    ({ ip, message }) => `<entry ip="${escaped(ip)}" message="${escaped(message)}"/>`,
  );
  return xml(
    200,
    `<response status="error"><msg><line><uid-response><version>2.0</version><payload><${what}>${lines.join("")}</${what}></payload></uid-response></line></msg></response>`,
  );
};

export const updated = (what: "register" | "unregister"): Answer =>
  success(
    `<uid-response><version>2.0</version><payload><${what}></${what}></payload></uid-response>`,
  );
