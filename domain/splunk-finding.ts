/**
 * Whether a text is, from end to end, the `event_id` of a finding of Splunk Enterprise Security:
 * https://dev.splunk.com/enterprise/docs/devtools/enterprisesecurity/notableeventsplunkes/usingnotableeventsinsearch
 */
export const isSplunkFindingId = (text: string): boolean =>
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@@notable@@[0-9a-f]{32}$/i.test(text);
