import { isUtf8 } from "node:buffer";
import type { Socket } from "node:net";
import type { Answer, Ask, Wire } from "../simulator";
import type { Result } from "./results";

export interface SearchOperation {
  boundAs: string | null;
  scope: "base" | "one" | "sub";
  /** Name and value, all of them; a value that is no text is Base64 after "base64:". */
  equal: [name: string, value: string][];
  attributes: string[];
  sizeLimit: number;
}

export interface ModifyOperation {
  boundAs: string | null;
  changes: { operation: "add" | "delete" | "replace"; attribute: string; values: string[] }[];
}

/** Of ldapjs, the part that is used: it has no types of its own. */
interface Request {
  connection: Socket;
  dn: { toString(): string };
  credentials: string;
  scope: number;
  sizeLimit: number;
  attributes: string[];
  filter: Filter;
  changes: { operation: string; modification: { type: string; values: string[] } }[];
}
interface Filter {
  type: string;
  clauses?: Filter[];
  attribute: string;
}
interface Response {
  status: number;
  diagnosticMessage: string;
  end(): void;
  createSearchEntry(entry: { objectName: string; attributes: object[] }): object;
  send(entry: object): void;
}
interface LdapServer {
  newConnection(socket: Socket): void;
  on(event: string, listener: (error: Error) => void): void;
  bind(name: string, handler: (request: Request, response: Response) => void): void;
  search: LdapServer["bind"];
  modify: LdapServer["bind"];
}
interface Ldapjs {
  createServer(): LdapServer;
  Attribute: new (options: { type: string; values: (string | Buffer)[] }) => object;
}

const scopes = ["base", "one", "sub"] as const;
const octets = 0x04;

/** LDAP as https://www.rfc-editor.org/rfc/rfc4511 has it: every message is a SEQUENCE. */
export const ldapWire = (): Wire => ({
  firstByte: 0x30,
  connect(socket, ask) {
    const ldapjs = require("ldapjs") as Ldapjs;
    const server = ldapjs.createServer();
    let boundAs: string | null = null;
    let raw: Buffer = Buffer.alloc(0);
    server.on("error", () => socket.destroy());
    server.on("clientError", () => socket.destroy());

    server.bind("", (request, response) => {
      const dn = request.dn.toString();
      boundAs = null;
      const json = { password: request.credentials };
      void answer(request, response, ask({ method: "BIND", name: dn, json }), (result) => {
        if (result.code === 0) boundAs = dn;
      });
    });
    server.search("", (request, response) => {
      const operation: SearchOperation = {
        boundAs,
        scope: scopes[request.scope] ?? "sub",
        equal: equalitiesOf(request.filter, raw),
        attributes: request.attributes,
        sizeLimit: request.sizeLimit,
      };
      const name = request.dn.toString();
      const asked = ask({ method: "SEARCH", name, json: operation });
      void answer(request, response, asked, ({ entries = [] }) => {
        for (const entry of entries) response.send(written(ldapjs, response, entry));
      });
    });
    server.modify("", (request, response) => {
      const changes = request.changes.map(({ operation, modification: { type, values } }) => ({
        operation: operation as "add" | "delete" | "replace",
        attribute: type,
        values,
      }));
      const operation: ModifyOperation = { boundAs, changes };
      const name = request.dn.toString();
      void answer(request, response, ask({ method: "MODIFY", name, json: operation }));
    });
    socket.on("data", (chunk: Buffer) => void (raw = chunk));
    server.newConnection(socket);
  },
});

async function answer(
  { connection }: Request,
  response: Response,
  asked: ReturnType<Ask>,
  before: (result: Result) => void = () => undefined,
): Promise<void> {
  try {
    const { answer: given, answered } = await asked;
    if (given === "reset") connection.resetAndDestroy();
    else if (given !== "timeout") {
      const result = resultOf(given);
      before(result);
      response.status = result.code;
      response.diagnosticMessage = result.message;
      response.end();
    }
    await answered();
  } catch {
    connection.destroy();
  }
}

/** What a fault answers in the place of the vendor is LDAP too: "unavailable", unless it says a code. */
function resultOf({ status = 200, body }: Answer): Result {
  const { code, message = "" } = (body ?? {}) as Partial<Result>;
  if (typeof code === "number") return { ...(body as Result), message };
  return {
    code: 52,
    message: `00002024: SvcErr: DSID-0C0909A0, problem 5002 (UNAVAILABLE), data ${status}`,
  };
}

/**
 * The equalities of a filter; what else a filter can say is not understood, and fits nothing. Their values are
 * read from what came, since ldapjs makes texts of them, which loses bytes.
 */
function equalitiesOf(filter: Filter, raw: Buffer): SearchOperation["equal"] {
  if (filter.type === "AndFilter") {
    return (filter.clauses ?? []).flatMap((clause) => equalitiesOf(clause, raw));
  }
  if (filter.type !== "EqualityFilter") return [["unsupported", ""]];
  const { attribute } = filter;
  const mark = Buffer.from([octets, attribute.length, ...Buffer.from(attribute), octets]);
  const [length = 0, ...rest] = raw.subarray(raw.indexOf(mark) + mark.length);
  const value = Buffer.from(rest.slice(0, length));
  return [[attribute, isUtf8(value) ? value.toString() : `base64:${value.toString("base64")}`]];
}

const written = (
  { Attribute }: Ldapjs,
  response: Response,
  { dn, attributes }: NonNullable<Result["entries"]>[number],
): object =>
  response.createSearchEntry({
    objectName: dn,
    attributes: Object.entries(attributes).map(
      ([type, values]) => new Attribute({ type, values: values.map(bytesOf) }),
    ),
  });

const bytesOf = (value: string): string | Buffer =>
  value.startsWith("base64:") ? Buffer.from(value.slice(7), "base64") : value;
