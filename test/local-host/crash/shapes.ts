import { writeFileSync } from "node:fs";
import type { Engine } from "../../../local-host/engine/engine";

/** One flow of the shapes app, what a client asks of it, and what must come of it. */
export interface Shape {
  name: string;
  script: readonly Step[];
  /** Each of these ends. */
  instances: readonly string[];
  /** Keys of counters to look at. */
  entities?: readonly string[];
  /** Whether a start long after the crash changes what is right: a timeout is over then. */
  hasDeadline?: true;
  /** By instance, as JSON text would be. */
  outputs: Record<string, unknown>;
  statuses?: Record<string, string>;
  states?: Record<string, number>;
}

/** One request. In a later process it is made again when it was not committed. */
export interface Step {
  ask: string;
  /** Absent: at once, whatever runs. */
  when?: (engine: Engine) => boolean;
  send: (engine: Engine, journal: string) => Promise<unknown>;
}

/** What must be the same after every crash. */
export interface Outcome {
  flows: Record<
    string,
    { runtimeStatus: string; output: string | null; customStatus: string | null; results: string[] }
  >;
  entities: Record<string, string | undefined>;
}

const final = /^(Completed|Failed|Terminated)$/;

export const hasEnded = (engine: Engine, id: string): boolean =>
  final.test(engine.status(id)?.runtimeStatus ?? "");

const start = (name: string, more: object = {}): Step => ({
  ask: "start",
  send: (engine, journal) =>
    engine.startInstance({
      functionName: name,
      instanceId: name,
      input: JSON.stringify({ journal, ...more }),
    }),
});

const raise = (id: string, name: string, input: unknown, when?: Step["when"]): Step => ({
  ask: `raise ${name} ${JSON.stringify(input)}`,
  ...(when && { when }),
  send: (engine) => engine.raiseEvent(id, name, JSON.stringify(input)),
});

const is =
  (id: string, status: string) =>
  (engine: Engine): boolean =>
    engine.status(id)?.runtimeStatus === status;

const plain = (name: string, output: unknown, more: Partial<Shape> = {}): Shape => ({
  name,
  script: [start(name)],
  instances: [name],
  outputs: { [name]: output },
  ...more,
});

/** `httpUrl` begins a long operation. */
export const shapesOf = (httpUrl: string): Shape[] => [
  plain("chain", 3),
  plain("fanOut", [1, 4, 9, 16, 25, 36]),
  plain("retry", "cured"),
  plain("timer", "later"),
  plain("longTimer", "two weeks later"),
  plain(
    "event",
    { is: "yes" },
    {
      script: [start("event"), raise("event", "answer", { is: "yes" }, is("event", "Running"))],
    },
  ),
  plain("early", ["one", "two"], {
    script: [start("early"), raise("early", "answer", "one"), raise("early", "answer", "two")],
  }),
  plain("parent", ["asks", "from the child"]),
  plain("named", ["from the child", "own"], {
    instances: ["named", "named-child"],
    outputs: { named: ["from the child", "own"], "named-child": "from the child" },
  }),
  plain("again", [3, 2, 1]),
  plain("keeping", ["a", "b", "c"], {
    script: [start("keeping"), ...["a", "b", "c"].map((item) => raise("keeping", "item", item))],
  }),
  plain("entity", [1, 111, 211], { entities: ["of-entity"], states: { "of-entity": 211 } }),
  plain("batch", 116, {
    script: [signal("asked", 5), start("batch"), signal("asked", 1000)],
    entities: ["asked", "told"],
    states: { asked: 1116, told: 10 },
    outputs: {},
  }),
  plain("lock", 1, {
    script: [start("lock"), signal("a", 10)],
    entities: ["a", "b"],
    states: { a: 11 },
    outputs: {},
  }),
  plain("scheduled", "signalled", { entities: ["scheduled"], states: { scheduled: 7 } }),
  plain("suspended", ["yes", "went on"], {
    script: [
      start("suspended"),
      control("suspend", "suspended", "Running"),
      raise("suspended", "answer", "yes", is("suspended", "Suspended")),
      control("resume", "suspended", "Suspended"),
    ],
  }),
  plain("terminated", undefined, {
    script: [start("terminated"), control("terminate", "terminated", "Running")],
    statuses: { terminated: "Terminated" },
    outputs: {},
  }),
  plain("rewound", ["kept", "mended"], {
    script: [start("rewound"), mend],
    instances: ["rewound", "mending"],
    outputs: { rewound: ["kept", "mended"], mending: "mended" },
  }),
  plain("http", [200, "done", "told"], { script: [start("http", { url: httpUrl })] }),
  plain("nested", ["a", "b or c", "d", "e"]),
  plain("catching", true),
  plain("status", "told"),
  plain("cancelled", [true, "no wait"], { hasDeadline: true }),
];

function signal(key: string, input: number): Step {
  const to = { name: "counter", key, operation: "add", input: String(input) };
  return { ask: `signal ${key} ${input}`, send: (engine) => engine.signalEntity(to) };
}

function control(how: "suspend" | "resume" | "terminate", id: string, status: string): Step {
  return {
    ask: how,
    when: is(id, status),
    send: (engine) => engine[how](id, "the script says so"),
  };
}

const mend: Step = {
  ask: "rewind",
  when: is("rewound", "Failed"),
  send(engine, journal) {
    writeFileSync(`${journal}.mended`, "");
    return engine.rewind("rewound", "mended");
  },
};
