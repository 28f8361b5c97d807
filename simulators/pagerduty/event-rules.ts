import type { Answer } from "../simulator";
import { isRecord } from "../simulator";
import { invalidEvent, unrecognizedEvent } from "./refusals";

const longest = { summary: 1_024, dedupKey: 255, event: 512 * 1_024 };
const actions = ["trigger", "acknowledge", "resolve"];
const severities = ["critical", "warning", "error", "info"];

/** An event that passed every check. */
export interface Event {
  routingKey: string;
  action: "trigger" | "acknowledge" | "resolve";
  /** Empty when the vendor has to make one up. */
  dedupKey: string;
  summary: string;
  severity: string;
  /** Without the routing key. */
  body: Record<string, unknown>;
}

/** An event as it was sent, or its refusal. https://developer.pagerduty.com/docs/send-an-alert-event */
export function eventOf(json: unknown, bytes: number): Event | Answer {
  if (!isRecord(json)) return unrecognizedEvent();
  if (bytes > longest.event) return invalidEvent("Event is too long (maximum is 512 KB)");
  const { routing_key: routingKey, event_action: action, dedup_key: dedupKey = "", ...rest } = json;
  const payload = isRecord(rest.payload) ? rest.payload : {};
  const errors = [
    ...keyErrors(routingKey),
    ...choiceErrors("event_action", action, actions),
    ...dedupErrors(dedupKey, action),
    ...(action === "trigger" ? payloadErrors(rest.payload) : []),
    ...linkErrors(rest.links),
  ];
  if (errors.length > 0) return invalidEvent(...errors);
  return {
    routingKey: routingKey as string,
    action: action as Event["action"],
    dedupKey: dedupKey as string,
    summary: textOf(payload.summary),
    severity: textOf(payload.severity),
    body: rest,
  };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function keyErrors(key: unknown): string[] {
  if (textOf(key) === "") return ["'routing_key' is missing or blank"];
  return textOf(key).length === 32
    ? []
    : ["Length of 'routing_key' is incorrect (should be 32 characters)"];
}

function choiceErrors(name: string, value: unknown, choices: readonly string[]): string[] {
  if (textOf(value) === "") return [`'${name}' is missing or blank`];
  return choices.includes(textOf(value))
    ? []
    : [`'${name}' is invalid (must be one of the following: '${choices.join("', '")}')`];
}

function dedupErrors(key: unknown, action: unknown): string[] {
  if (typeof key !== "string") return ["'dedup_key' is not a string"];
  if (key.length > longest.dedupKey) {
    return [`'dedup_key' is too long (maximum is ${longest.dedupKey} characters)`];
  }
  return key === "" && action !== "trigger" ? ["'dedup_key' is missing or blank"] : [];
}

function payloadErrors(payload: unknown): string[] {
  if (!isRecord(payload)) return ["'payload' is missing or blank"];
  const { summary, source, severity, custom_details: details } = payload;
  const blank = Object.entries({ summary, source }).filter(([, value]) => textOf(value) === "");
  return [
    ...blank.map(([name]) => `'payload.${name}' is missing or blank`),
    // Misspelt by the vendor, too.
    ...(textOf(summary).length > longest.summary
      ? [`'summary' is too long (maiximum is ${longest.summary} characters)`]
      : []),
    ...choiceErrors("payload.severity", severity, severities),
    ...(details === undefined || isRecord(details) ? [] : ["'payload.custom_details' is invalid"]),
  ];
}

const linkErrors = (links: unknown): string[] =>
  links === undefined ||
  (Array.isArray(links) && links.every((link) => isRecord(link) && textOf(link.href) !== ""))
    ? []
    : ["'links' is invalid"];
