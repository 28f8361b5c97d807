/** A message in Slack, as its API names it: by its channel and its time stamp there, a string. */
export interface SlackMessageRef {
  channel: string;
  ts: string;
}
