import type { AskContext } from "../../../domain/context";
import type { Kql } from "../kql";
import type { QueryAnswer } from "../query";
import { addressSignIns } from "./address-sign-ins";
import { azureActivity } from "./azure-activity";
import { behavior } from "./behavior";
import { deviceEvents } from "./device-events";
import { dnsQueries } from "./dns-queries";
import { fileActivity } from "./file-activity";
import { findingsOf, subjectsOf } from "./findings";
import { firewallTraffic } from "./firewall-traffic";
import type { LogSource } from "./log-source";
import { mailboxRules } from "./mailbox-rules";
import { ownAlerts } from "./own-alerts";
import { relatedAlerts } from "./related-alerts";
import { riskySignIns } from "./risky-sign-ins";
import { signIns } from "./sign-ins";
import { watchlists } from "./watchlists";
import { windowsEvents } from "./windows-events";

type Run = (query: Kql, days: number, tables: readonly string[]) => Promise<QueryAnswer>;

/** What our own logs say of entities: one query a question, a finding for each entity, in their order. */
export function contextOfLogs(run: Run, hostileLists: readonly string[]) {
  const asking =
    <Row>(sourceOf: (incident?: string) => LogSource<Row> | Promise<LogSource<Row>>): AskContext =>
    async (entities, days, incident) => {
      const source = await sourceOf(incident);
      const { subjects, nameless } = subjectsOf(source, entities);
      if (subjects.length === 0) return nameless;
      const names = [...new Set(subjects.flatMap((subject) => [...subject.names]))];
      const needles = source.needlesOf
        ? [...new Set(subjects.flatMap(({ entity }) => source.needlesOf!(entity)))]
        : names;
      const period = Math.max(days, source.leastDays ?? 0);
      const answer = await run(source.query(names, period, needles), period, source.tables);
      return [...findingsOf(source, subjects, answer, days), ...nameless];
    };

  const alertsBut = async (incident?: string) =>
    relatedAlerts(incident === undefined ? [] : await ownAlerts(run, incident));

  return {
    "sign-ins": asking(() => signIns),
    "address-sign-ins": asking(() => addressSignIns),
    "risky-sign-ins": asking(() => riskySignIns),
    "mailbox-rules": asking(() => mailboxRules),
    "file-activity": asking(() => fileActivity),
    "windows-events": asking(() => windowsEvents),
    "firewall-traffic": asking(() => firewallTraffic),
    "dns-queries": asking(() => dnsQueries),
    "device-events": asking(() => deviceEvents),
    "azure-activity": asking(() => azureActivity),
    behavior: asking(() => behavior),
    watchlists: asking(() => watchlists(hostileLists)),
    "related-alerts": asking(alertsBut),
  };
}
