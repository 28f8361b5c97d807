import { createHash } from "node:crypto";
import { isIP } from "node:net";
import type { Table, World } from "../simulator";
import type { Row, TableRows } from "./kql-scope";
import { type Publication, publicationsOf } from "./publication";
import { testIndicators } from "./test-indicators";

/** The table ThreatIntelIndicators. https://learn.microsoft.com/azure/azure-monitor/reference/tables/threatintelindicators */
export function createIndicators(world: World) {
  // Null hides a test indicator that a scene wants unknown.
  const taught: Table<{ value: string; publications: Publication[] | null }> =
    world.table("indicators");

  function all(): [value: string, publications: Publication[]][] {
    const values = new Map<string, Publication[] | null>(
      testIndicators.map(([value, said]) => [value, publicationsOf(value, said)]),
    );
    for (const { value, publications } of taught.rows()) values.set(value, publications);
    return [...values].flatMap(([value, publications]) =>
      publications ? [[value, publications]] : [],
    );
  }

  return {
    set(value: string, publications: Publication[] | null): void {
      taught.set(value, { value, publications });
    },
    list: () => Object.fromEntries(all()),
    rows: (): TableRows => ({
      columns,
      rows: all().flatMap(([value, publications]) =>
        publications.map((publication) => rowOf(value, publication, world.now())),
      ),
    }),
  };
}

const columns = [
  ["TimeGenerated", "datetime"],
  ["TenantId", "string"],
  ["Type", "string"],
  ["Id", "string"],
  ["IsActive", "bool"],
  ["IsDeleted", "bool"],
  ["Revoked", "bool"],
  ["Confidence", "int"],
  ["Created", "datetime"],
  ["ValidFrom", "datetime"],
  ["ValidUntil", "datetime"],
  ["ObservableKey", "string"],
  ["ObservableValue", "string"],
  ["Pattern", "string"],
  ["SourceSystem", "string"],
  ["Tags", "string"],
  ["Data", "dynamic"],
].map(([name = "", type = ""]) => ({ name, type }));

const day = 86_400_000;

function rowOf(value: string, publication: Publication, now: number): Row {
  const { daysAgo, validFromDaysAgo, validForDays, types } = publication;
  const id = createHash("sha256").update(value).digest("hex").slice(0, 32);
  const key = keyOf(value);
  return {
    TimeGenerated: new Date(now - daysAgo * day),
    TenantId: "22222222-2222-2222-2222-222222222222",
    Type: "ThreatIntelIndicators",
    Id: `indicator--${id}`,
    IsActive: publication.isActive,
    IsDeleted: publication.isDeleted,
    Revoked: publication.isRevoked,
    Confidence: publication.confidence,
    Created: new Date(now - validFromDaysAgo * day),
    ValidFrom: new Date(now - validFromDaysAgo * day),
    ValidUntil: validForDays === null ? null : new Date(now + validForDays * day),
    ObservableKey: key,
    ObservableValue: value,
    Pattern: `[${key} = '${value}']`,
    SourceSystem: publication.source,
    Tags: null,
    Data: { type: "indicator", revoked: publication.isRevoked, indicator_types: types, labels: [] },
  };
}

const hashNames: Record<number, string> = { 32: "MD5", 40: "'SHA-1'", 64: "'SHA-256'" };

/** The path of the STIX pattern that compares a value. */
function keyOf(value: string): string {
  if (isIP(value)) return `ipv${isIP(value)}-addr:value`;
  const hash = /^[0-9a-f]+$/i.test(value) ? hashNames[value.length] : undefined;
  if (hash !== undefined) return `file:hashes.${hash}`;
  return value.includes("://") ? "url:value" : "domain-name:value";
}
