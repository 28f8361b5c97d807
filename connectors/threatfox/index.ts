import type { Observable } from "../../domain/observable";
import type { ConfidenceThresholds } from "../../domain/policy";
import type { Reputation } from "../../domain/reputation";
import { sources } from "../../domain/source";
import { abuseCh, analysedAt } from "../abuse-ch";
import type { Secrets } from "../credentials";
import type { ReputationSource } from "../reputation-source";
import type { Settings } from "../settings";
import { isAbout } from "./match";
import { type Row, searchAnswer } from "./schema";
import { judge, surest } from "./verdict";

const source = sources.threatfox.title;
const site = "https://threatfox.abuse.ch";

/** ThreatFox of abuse.ch: indicators of the last six months, with how sure their reporters are. */
export function threatfox(
  settings: Settings["threatfox"],
  thresholds: ConfidenceThresholds,
  secrets: Secrets,
): ReputationSource {
  const ask = abuseCh("threatfox", settings, secrets);

  async function search(observable: Observable): Promise<Row[]> {
    const answer = await ask(searchAnswer, { path: "/api/v1/", body: queryFor(observable) });
    return answer?.data.filter((row) => isAbout(observable, row)) ?? [];
  }

  return {
    /** Its reputation; "unknown" where there is no indicator, or none that it is sure enough of. */
    async lookUp(observable: Observable): Promise<Reputation> {
      const row = surest(await search(observable));
      return {
        source,
        observable,
        ...judge(row, thresholds),
        reportUrl: reportUrl(observable, row?.id),
        ...analysedAt(row?.last_seen, row?.first_seen),
      };
    },

    /** Asks for a file that cannot be. */
    async check() {
      await search({ kind: "hash", value: "0".repeat(64) });
      return "key accepted";
    },
  };
}

/** Addresses are held with a port, so that an exact search would find none. */
function queryFor({ kind, value }: Observable): object {
  if (kind === "hash") return { query: "search_hash", hash: value };
  return { query: "search_ioc", search_term: value, exact_match: kind !== "address" };
}

/** The page for people: the indicator's, or a search. */
const reportUrl = ({ value }: Observable, id: string | undefined): string =>
  id === undefined
    ? `${site}/browse.php?search=${encodeURIComponent(`ioc:${value}`)}`
    : `${site}/ioc/${id}/`;
