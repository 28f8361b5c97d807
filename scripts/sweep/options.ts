import { placeholdersOf } from "../rules/placeholders";
import { parseArgs } from "node:util";
import { LEVELS, type Level } from "../../sweeps/sigma/rule";

export const usage = `npm run sweep -- PATH...            sweeps files, and folders with all that is below them
npm run sweep -- --source NAME     sweeps a source of sweeps.json from its start; its cursor in the app stays where it is
  --rules <folder>     of Sigma rules, may be given several times; rules, which ships with this
  --format <name>      of the files; auto looks at each of them
  --zone <zone>        of times that name none: Europe/Berlin; UTC
  --placeholder <name=value>
                       a value for %name% in rules; again for each value
  --host <name>        whose logs they are, where they do not say
  --from, --to <time>  ISO 8601: only what happened between them
  --sweeps <file>      the declarations; sweeps.json
  --no-prefilter       parses also the lines that no rule can match; it finds the same, and takes longer
  --state <file>       keeps where it stands, so that the same command goes on after Ctrl-C or a crash; gone when the sweep is done
  --output <form>      table, json (a finding a line) or sarif
  --level <level>      findings from this level on: ${LEVELS.join(", ")}
  --fail-on <level>    ends with 1 when there is a finding of this level or a worse one
Ends with 2 when something could not be read, unless --fail-on has its say first.`;

export const OUTPUTS = ["table", "json", "sarif"] as const;

export interface SweepOptions {
  paths: readonly string[];
  source: string | undefined;
  rules: readonly string[];
  placeholders: Readonly<Record<string, readonly string[]>>;
  format: string;
  zone: string;
  host: string | undefined;
  from: string | undefined;
  to: string | undefined;
  sweeps: string;
  /** Lines that no rule can match are left out. */
  prefilter: boolean;
  state: string | undefined;
  output: (typeof OUTPUTS)[number];
  level: Level;
  failOn: Level | undefined;
}

/** Reads the command line; undefined when help is asked for. Throws one sentence on what it does not understand. */
export function optionsOf(args: string[]): SweepOptions | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      source: { type: "string" },
      rules: { type: "string", multiple: true, default: ["rules"] },
      placeholder: { type: "string", multiple: true, default: [] },
      format: { type: "string", default: "auto" },
      zone: { type: "string", default: "UTC" },
      host: { type: "string" },
      from: { type: "string" },
      to: { type: "string" },
      sweeps: { type: "string", default: "sweeps.json" },
      "no-prefilter": { type: "boolean", default: false },
      state: { type: "string" },
      output: { type: "string", default: "table" },
      level: { type: "string", default: "informational" },
      "fail-on": { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  if (positionals.length > 0 === (values.source !== undefined)) {
    throw new Error("Give paths to sweep, or one --source of sweeps.json");
  }
  const failOn = values["fail-on"];
  return {
    paths: positionals,
    source: values.source,
    rules: values.rules,
    placeholders: placeholdersOf(values.placeholder),
    format: values.format,
    zone: zoneOf(values.zone),
    host: values.host,
    from: timeOf("--from", values.from),
    to: timeOf("--to", values.to),
    sweeps: values.sweeps,
    prefilter: !values["no-prefilter"],
    state: values.state,
    output: oneOf("--output", OUTPUTS, values.output),
    level: oneOf("--level", LEVELS, values.level),
    failOn: failOn === undefined ? undefined : oneOf("--fail-on", LEVELS, failOn),
  };
}

function oneOf<T extends string>(name: string, known: readonly T[], value: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new Error(`${name} is one of ${known.join(", ")}, not "${value}"`);
  return found;
}

function timeOf(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) {
    throw new Error(`${name} is a time such as 2026-01-31T08:00:00Z, not "${value}"`);
  }
  return time.toISOString();
}

function zoneOf(name: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw new Error(`--zone is the name of a time zone such as Europe/Berlin, not "${name}"`);
  }
}
