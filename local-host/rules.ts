/**
 * The rules of Durable Functions that work differently than they look. The host reproduces each,
 * because Azure would do the same, and tells of it where it can. `docs/local-host-rules.md` has a
 * paragraph for each, under its name.
 */
export interface Rule {
  title: string;
  /** Its number in the list of 23 traps; a trap may have several rules. */
  trap?: number;
  /** Why the host does not tell of it. */
  untold?: string;
}

const table = {
  "no-functions": { trap: 1, title: "An app that registers nothing starts, and does nothing" },
  "unyielded-task": { trap: 2, title: "A task that is never yielded does not exist" },
  "step-order": {
    trap: 3,
    title: "Steps are numbered by the order in which they are asked for",
    untold: "a replay that takes another way fails the instance, and its output names the step",
  },
  "open-timer": { trap: 4, title: "A timer that is not cancelled keeps the instance Running" },
  "open-task": { trap: 4, title: "A call that is still open keeps the instance Running" },
  "retry-timer": {
    trap: 5,
    title: "A retried call ends with one more timer",
    untold: "the host makes the timer; an app cannot do it wrong",
  },
  "retry-timeout": { trap: 6, title: "A retry timeout that runs out hangs the instance" },
  "thrown-non-error": { trap: 7, title: "Throwing anything but an Error with a text hangs" },
  "reused-task": { trap: 8, title: "A task in a second Task.any or Task.all is started again" },
  "cancelled-timer-beside-retry": {
    trap: 9,
    title: "A timer that raced a retried call must not be cancelled",
  },
  "event-case": { trap: 10, title: "An event under a name in another case is swallowed" },
  "timestamp-input": { trap: 11, title: "A text called Timestamp in the input becomes a Date" },
  "boolean-input": { trap: 12, title: "A boolean input arrives as a text" },
  "empty-input": { trap: 13, title: "A start without input gives an empty text" },
  "event-without-data": { trap: 13, title: "An event without data is refused" },
  "continue-as-new-text": { trap: 14, title: "continueAsNew with a text delivers it with quotes" },
  "shared-guid": { trap: 15, title: "newGuid without the instance id gives the same to others" },
  "status-history": { trap: 16, title: "getStatus(…).history is always undefined" },
  "client-host": {
    trap: 17,
    title: "Without WEBSITE_HOSTNAME the client gives out localhost:7071",
  },
  "duplicate-start": { trap: 18, title: "Starting an instance that runs is a 500" },
  "stream-params": { trap: 19, title: "With HTTP streams request.params holds more" },
  "entity-error": { trap: 20, title: 'The error of an entity arrives as "[object Object]"' },
  "terminated-child": { trap: 21, title: "A terminated child fails its parent, beyond any catch" },
  "parallel-polling": { trap: 22, title: "Two callHttp that poll at once mix up their results" },
  lock: { trap: 23, title: "df.lock is new, and gone in durable-functions 4" },
  "all-failure": { title: "Nothing starts before all parts of a failed Task.all have ended" },
  "cancelled-long-timer": { title: "A timer of several pieces must not be cancelled" },
  "child-instance-id": { title: "A child with a reserved instance id is never started" },
  "http-location": { title: "A 202 without an absolute Location shifts the steps" },
  "http-retry-after": { title: "A Retry-After that is a date ends the polling" },
  "input-binding": { title: "Inputs other than the durable client stay undefined" },
  "lost-event": { title: "continueAsNew drops events that nobody waited for" },
  "lost-state": { title: "A failure of the SDK itself loses what was asked for" },
  "numeric-event-name": { title: "An event with a number for a name is taken for a result" },
  "output-binding": { title: "Outputs go nowhere" },
  "reserved-route": { title: "Routes of the host hide those of the app" },
  "retry-interval": { title: "A retry interval beyond the longest timer is not waited for" },
  "stream-empty": { title: "A streaming function that gives nothing back answers nobody" },
  "stream-throw": { title: "A streaming function that throws answers nobody" },
  stuck: { title: "An instance may wait for what can never come" },
  "two-copies": { title: "Two copies of @azure/functions share one app" },
} satisfies Record<string, Rule>;

/** The name of a rule, as a warning and the address of its paragraph spell it. */
export type RuleName = keyof typeof table;

/** All rules, by name. */
export const rules: Readonly<Record<RuleName, Rule>> = table;

/** Where a rule is explained, from the root of this repository. */
export const ruleLink = (rule: RuleName): string => `docs/local-host-rules.md#${rule}`;

/** Whether a text is the name of a rule. */
export const isRule = (text: string): text is RuleName => Object.hasOwn(rules, text);

/** What a rule has to say about one turn. */
export interface RuleNote {
  rule: RuleName;
  /** Without a full stop at the end. */
  sentence: string;
}
