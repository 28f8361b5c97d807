export const OUTCOME_SINKS = ["splunk", "elastic", "google-scc"] as const;
/** Another system that is told the outcome of each run, by the name of its connector. */
export type OutcomeSink = (typeof OUTCOME_SINKS)[number];

interface Sink {
  /** What people read of it. */
  title: string;
  how: string;
  /** Marks stand at findings that the incident's alerts name there: where they name none, nothing is written. */
  written: "event" | "marks";
}

export const outcomeSinks: Readonly<Record<OutcomeSink, Sink>> = {
  splunk: {
    title: "Splunk",
    how: "Writes an event through Splunk's HTTP Event Collector.",
    written: "event",
  },
  elastic: {
    title: "Elastic",
    how: "Writes a document into an index of Elasticsearch.",
    written: "event",
  },
  "google-scc": {
    title: "Security Command Center",
    how: "Marks the findings of Google that the incident's alerts name.",
    written: "marks",
  },
};
