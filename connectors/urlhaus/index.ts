import type { Observable } from "../../domain/observable";
import type { Reputation } from "../../domain/reputation";
import { sources } from "../../domain/source";
import { abuseCh, analysedAt } from "../abuse-ch";
import type { Judgement } from "../judgement";
import type { Secrets } from "../credentials";
import type { ReputationSource } from "../reputation-source";
import type { Settings } from "../settings";
import { reportUrl } from "./address";
import { hostAnswer, payloadAnswer, urlAnswer } from "./schema";
import { judgeHost, judgePayload, judgeUrl, notListed } from "./verdict";

const source = sources.urlhaus.title;

type Found = Judgement & Pick<Reputation, "analysedAt"> & { id?: string | undefined };

/** URLhaus of abuse.ch: URLs that deliver malware, their hosts, and what they delivered. */
export function urlhaus(settings: Settings["urlhaus"], secrets: Secrets): ReputationSource {
  const ask = abuseCh("urlhaus", settings, secrets);

  async function ofUrl(url: string): Promise<Found | undefined> {
    const found = await ask(urlAnswer, { path: "/v1/url/", form: { url } });
    if (!found) return undefined;
    const { id, last_online: lastOnline, date_added: added } = found;
    return { ...judgeUrl(found), ...analysedAt(lastOnline, added), id };
  }

  async function ofHost(host: string): Promise<Found | undefined> {
    const found = await ask(hostAnswer, { path: "/v1/host/", form: { host } });
    return (
      found && { ...judgeHost(found), ...analysedAt(found.urls[0]?.date_added, found.firstseen) }
    );
  }

  async function ofPayload(hash: string): Promise<Found | undefined> {
    const form = { [hash.length === 32 ? "md5_hash" : "sha256_hash"]: hash };
    const found = await ask(payloadAnswer, { path: "/v1/payload/", form });
    return (
      found && { ...judgePayload(found, hash), ...analysedAt(found.lastseen, found.firstseen) }
    );
  }

  const lookUps = { url: ofUrl, domain: ofHost, address: ofHost, hash: ofPayload };

  return {
    /** Its reputation; "unknown" for what is not listed. Hosts by name or IPv4, files by MD5 or SHA-256. */
    async lookUp(observable: Observable): Promise<Reputation> {
      const { id, ...found } = (await lookUps[observable.kind](observable.value)) ?? {
        ...notListed,
        id: undefined,
      };
      return { source, observable, ...found, reportUrl: reportUrl(observable, id) };
    },

    /** Asks for a file that cannot be. */
    async check() {
      await ofPayload("0".repeat(64));
      return "key accepted";
    },
  };
}
