import { cleanLine } from "../../domain/clean-text";
import { counted } from "../../domain/words";
import type { Judgement } from "../judgement";
import type { HostAnswer, PayloadAnswer, UrlAnswer } from "./schema";

/** Not on its list: no opinion, which is not a good one. */
export const notListed: Judgement = {
  verdict: "unknown",
  score: null,
  confidence: 0,
  evidence: "URLhaus does not list it",
};

const malicious = { verdict: "malicious", score: 95 } as const;
const suspicious = { verdict: "suspicious", score: 60 } as const;

/** A listed URL: malicious while it serves, suspicious when it does not or nobody looked. */
export function judgeUrl({ url_status: status, threat }: UrlAnswer): Judgement {
  const what = cleanLine(threat ?? "", 60);
  const serves = what ? `for ${what}` : "as a malware URL";
  if (status.toLowerCase() === "online") {
    return { ...malicious, confidence: 0.95, evidence: `listed ${serves}, online` };
  }
  const now = status.toLowerCase() === "offline" ? "offline now" : "not checked yet";
  return { ...suspicious, confidence: 0.6, evidence: `listed ${serves}, ${now}` };
}

/**
 * A host by its listed URLs. One that Spamhaus calls abused is somebody's honest server or a platform
 * that anybody may use: what hangs there does not make the whole of it malicious.
 */
export function judgeHost({ urls, url_count: count, blacklists }: HostAnswer): Judgement {
  const online = urls.filter(({ url_status: status }) => status?.toLowerCase() === "online").length;
  const listed = Math.max(count ?? 0, urls.length);
  if (listed === 0) return notListed;
  const evidence = `${counted(listed, "listed URL")}, ${online} online`;
  if (/^abused/i.test(blacklists?.spamhaus_dbl ?? "")) {
    return { ...suspicious, confidence: 0.5, evidence: `${evidence}, a legitimate host abused` };
  }
  if (online > 0) return { ...malicious, confidence: online > 1 ? 0.9 : 0.8, evidence };
  return { ...suspicious, confidence: 0.5, evidence };
}

/** A file that listed URLs delivered; malicious when it was recognised as something. */
export function judgePayload(answer: PayloadAnswer, hash: string): Judgement {
  const isKnown = [answer.md5_hash, answer.sha256_hash].some((one) => one?.toLowerCase() === hash);
  if (!isKnown) return notListed;
  const from = `delivered by ${counted(answer.url_count ?? 0, "listed URL")}`;
  const name = cleanLine(answer.signature ?? "", 60);
  return name
    ? { ...malicious, confidence: 0.95, evidence: `${name}, ${from}` }
    : { ...suspicious, confidence: 0.6, evidence: `${from}, not recognised` };
}
