export const OUTCOME_SINKS = ["splunk", "elastic"] as const;
/** Another system that is told the outcome of each run, by the name of its connector. */
export type OutcomeSink = (typeof OUTCOME_SINKS)[number];

/** What people read of each. */
export const outcomeSinks: Readonly<Record<OutcomeSink, { title: string; how: string }>> = {
  splunk: { title: "Splunk", how: "Writes an event through Splunk's HTTP Event Collector." },
  elastic: { title: "Elastic", how: "Writes a document into an index of Elasticsearch." },
};
