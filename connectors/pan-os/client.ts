import { parseAddress } from "../../domain/address";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, type HttpOptions, createHttp } from "../http";
import { kindOfAnswer, wordsOfAnswer } from "./answer";
import { apiResponse, registeredResponse } from "./schema";
import { parseXml, xmlOf } from "./xml";

export const vendor = "pan-os";
const path = "/api/";
/** The most that one page of registered addresses holds, and more pages than a firewall has. */
const perPage = 500;
const mostPages = 1_000;

/** The XML API of one firewall, as far as tags of addresses go. */
export interface PanOsApi {
  /** The tags of one address, exactly. */
  tagsOf(address: string, tag: string): Promise<string[]>;
  /** How many addresses have a tag. */
  count(tag: string): Promise<number>;
  /** Done again it changes nothing: not the timeout either. */
  register(address: string, tag: string, timeoutSeconds: number): Promise<void>;
  /** Of what is gone already it changes nothing. */
  unregister(address: string, tag: string): Promise<void>;
}

/** https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-panorama-api/pan-os-xml-api-request-types */
export function panOsApi(
  {
    url,
    secretName,
    vsys,
  }: { url: string | undefined; secretName: string; vsys?: string | undefined },
  secrets: Secrets,
): PanOsApi {
  const mend = `put a valid API key into the secret "${secretName}", of an admin whose role has the XML API's User-ID Agent and Operational Requests`;
  const options: Omit<HttpOptions, "baseUrl"> = {
    vendor,
    authorize: async () => ({ "X-PAN-KEY": (await secrets.get(secretName)).trim() }),
    forget: () => secrets.forget(secretName),
    // A key that was renewed, and a role that lacks a right, have the same status.
    refusals: [401, 403],
    parse: parseXml,
    rateLimitSeconds: 60,
    kindOf: kindOfAnswer,
    wordsOf: wordsOfAnswer,
    advice: {
      401: `put a valid API key into the secret "${secretName}"`,
      403: mend,
      404: "set PAN_OS_URL to the address of the firewall's management interface",
    },
  };
  const target = vsys === undefined ? {} : { vsys };
  let opened: Http | undefined;

  function http(): Http {
    if (url === undefined) throw notConfigured(vendor, "PAN_OS_URL");
    return (opened ??= createHttp({ ...options, baseUrl: url }));
  }

  /** A key that is refused with status 200 is read anew, once; what was refused was surely not done. */
  async function withKey<T>(work: (to: Http) => Promise<T>): Promise<T> {
    try {
      return await work(http());
    } catch (error) {
      if (!isRefusal(error)) throw error;
      secrets.forget(secretName);
    }
    return work(http()).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
      const message = `${error.message.slice(vendor.length + 2)}: ${mend}`;
      throw new ConnectorError(vendor, "auth", message, { status: error.status });
    });
  }

  async function pageOf(start: number, tag: string, address?: string) {
    const filter = {
      tag: { entry: { "@name": tag } },
      ...(address !== undefined && { ip: address }),
      limit: perPage,
      "start-point": start,
    };
    const cmd = xmlOf({ show: { object: { "registered-ip": filter } } });
    const query = { type: "op", cmd, ...target };
    const request = { method: "GET", path, query, label: `${path}?type=op` } as const;
    const { response } = await withKey((to) => to.read(registeredResponse, request));
    return response.result.entry ?? [];
  }

  async function registered(tag: string, address?: string) {
    const all: Awaited<ReturnType<typeof pageOf>> = [];
    for (let page = 0; page < mostPages; page += 1) {
      const found = await pageOf(1 + page * perPage, tag, address);
      all.push(...found);
      if (found.length < perPage) break;
    }
    return all;
  }

  async function update(payload: object): Promise<void> {
    const message = { "uid-message": { version: "1.0", type: "update", payload } };
    const query = { type: "user-id", ...target };
    const form = { cmd: xmlOf(message) };
    const request = { method: "POST", path, query, form, label: `${path}?type=user-id` } as const;
    await withKey((to) => to.write(apiResponse, request));
  }

  return {
    async tagsOf(address, tag) {
      const found = await registered(tag, address);
      return found
        .filter((entry) => parseAddress(entry["@ip"]) === address)
        .flatMap((entry) => entry.tag?.member ?? [])
        .map((member) => member["#text"].trim());
    },
    count: async (tag) => (await registered(tag)).length,
    register: (address, tag, timeoutSeconds) =>
      update({ register: entryOf(address, { "#text": tag, "@timeout": timeoutSeconds }) }),
    unregister: (address, tag) => update({ unregister: entryOf(address, { "#text": tag }) }),
  };
}

const entryOf = (address: string, member: object) => ({
  entry: { "@ip": address, "@persistent": "1", tag: { member } },
});

const isRefusal = (error: unknown): error is ConnectorError =>
  error instanceof ConnectorError && error.kind === "auth" && error.status === 200;
