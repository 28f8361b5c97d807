import type { Log, LogFields } from "./log";
import { type RuleName, type RuleNote, isRule, ruleLink } from "./rules";

/** A rule that an app has run into. */
export interface Warning extends RuleNote {
  functionName?: string;
  instanceId?: string;
  /** The app may well have meant it: a strict host tells of it and does not count it. */
  isNotice?: boolean;
}

/** Takes a warning to whoever wants to know. */
export type Warn = (warning: Warning) => void;

/** The warnings of one host. */
export interface Warnings {
  readonly isStrict: boolean;
  warn: Warn;
  /** For parts that know only a log: a warning `<rule>: <sentence>` goes to `warn`, the rest through. */
  log: Log;
  /** Each rule, function and sentence once, the first first. */
  readonly list: () => Warning[];
  /** How often each rule was broken, as `list()` counts. Nothing unless the host is strict. */
  readonly broken: () => ReadonlyMap<RuleName, number>;
}

export interface WarningsOptions {
  log: Log;
  /** Warnings are logged as errors, and counted as broken rules. */
  isStrict?: boolean;
  /** Called for every warning: once an execution for what an orchestrator does. */
  onWarning?: Warn | undefined;
  /** How many different ones are remembered. */
  limit?: number;
}

/** No warnings yet. Each is logged once, however often it comes. */
export function createWarnings(options: WarningsOptions): Warnings {
  const { log, isStrict = false, onWarning, limit = 10_000 } = options;
  const said = new Map<string, Warning>();
  const broken = new Map<RuleName, number>();

  function warn(warning: Warning): void {
    onWarning?.(warning);
    const text = warningText(warning);
    if (said.has(text)) return;
    said.set(text, warning);
    const [oldest] = said.keys();
    if (said.size > limit && oldest !== undefined) said.delete(oldest);
    const isError = isStrict && !warning.isNotice;
    if (isError) broken.set(warning.rule, (broken.get(warning.rule) ?? 0) + 1);
    log(isError ? "error" : "warning", text, fieldsOf(warning));
  }

  const through: Log = (level, message, fields) => {
    const note = level === "warning" ? noteIn(message) : undefined;
    if (note) warn(note);
    else log(level, message, fields);
  };

  return {
    isStrict,
    warn,
    log: log.isEnabled ? Object.assign(through, { isEnabled: log.isEnabled }) : through,
    list: () => [...said.values()],
    broken: () => new Map(broken),
  };
}

const fieldsOf = ({ rule, functionName, instanceId }: Warning): LogFields => ({
  rule,
  ...(functionName !== undefined && { functionName }),
  ...(instanceId !== undefined && { instanceId }),
});

/** `<rule>: <sentence> (<link>)`: a warning without its function, and the reason of a strict failure. */
export const noteText = ({ rule, sentence }: RuleNote): string =>
  `${rule}: ${sentence} (${ruleLink(rule)})`;

const warningText = ({ functionName, ...note }: Warning): string =>
  functionName === undefined ? noteText(note) : `${functionName}: ${noteText(note)}`;

function noteIn(message: string): RuleNote | undefined {
  const [, rule, sentence] = /^([a-z-]+): (.+)$/s.exec(message) ?? [];
  return rule !== undefined && sentence !== undefined && isRule(rule)
    ? { rule, sentence }
    : undefined;
}
