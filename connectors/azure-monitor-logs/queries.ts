import { type Kql, kql } from "./kql";

/** Rows that a query gives at most; one more tells that there are more. */
export const maxRows = 500;

/** Where sign-ins are; a workspace may lack one of them, not both. */
export const signInTables = ["SigninLogs", "AADNonInteractiveUserSignInLogs"] as const;

/** Sentinel publishes every indicator anew each 7 to 10 days, so that each of them is within these. */
export const indicatorDays = 30;

/** Where they are; a workspace without Sentinel does not have it. */
export const indicatorTable = "ThreatIntelIndicators";

/**
 * Indicators in force that name one of some values, by the STIX types under which they may. Of each
 * only the newest publication counts: an older one may be about what it no longer says.
 */
export const indicatorQuery = (values: string[], types: string[]): Kql => kql`
let values = ${values};
let types = ${types};
ThreatIntelIndicators
| where TimeGenerated > ago(${indicatorDays} * 1d)
| where ObservableValue in~ (values) and tostring(split(ObservableKey, ":")[0]) in (types)
| summarize arg_max(TimeGenerated, *) by Id
| where IsActive == true and IsDeleted != true and tobool(Data.revoked) != true
| where column_ifexists("Revoked", false) != true
| where (isnull(ValidFrom) or ValidFrom <= now()) and (isnull(ValidUntil) or ValidUntil > now())
| project Confidence, SourceSystem, Published = TimeGenerated, Types = Data.indicator_types
| top ${maxRows} by Confidence desc`;

/** How many indicators are in force; of their many columns it reads few, since it reads all rows. */
export const indicatorCount = (): Kql => kql`
ThreatIntelIndicators
| where TimeGenerated > ago(${indicatorDays} * 1d)
| project TimeGenerated, Id, IsActive, IsDeleted, ValidFrom, ValidUntil,
    IsRevoked = column_ifexists("Revoked", false) == true or tobool(Data.revoked) == true
| summarize arg_max(TimeGenerated, *) by Id
| where IsActive == true and IsDeleted != true and IsRevoked != true
| where (isnull(ValidFrom) or ValidFrom <= now()) and (isnull(ValidUntil) or ValidUntil > now())
| count`;
