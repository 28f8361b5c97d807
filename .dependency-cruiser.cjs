// Who may import what: the table of CONTRIBUTING.md, checked by resolved path. Each rule's comment is
// what a person reads who broke it.

const rooms = [
  "functions",
  "orchestrators",
  "activities",
  "domain",
  "connectors",
  "durable",
  "config",
  "ledger",
  "sweeps",
  "simulators",
  "local-host",
  "scripts",
  "bench",
];
const others = (...allowed) =>
  rooms.filter((room) => !allowed.includes(room)).map((room) => `^${room}/`);

/** A room may load these rooms at run time, and these packages and Node modules. */
const mayLoad = (room, allowedRooms, allowedModules, comment) => [
  {
    name: `${room}-rooms`,
    comment,
    severity: "error",
    from: { path: `^${room}/` },
    to: {
      path: others(room, ...allowedRooms),
      dependencyTypesNot: ["type-only"],
      ...(room === "domain" && { pathNot: "^connectors/[^/]+/kinds\\.ts$" }),
    },
  },
  {
    name: `${room}-modules`,
    comment,
    severity: "error",
    from: { path: `^${room}/` },
    to: {
      dependencyTypes: [
        "npm",
        "npm-dev",
        "npm-optional",
        "npm-peer",
        "npm-no-pkg",
        "npm-unknown",
        "core",
      ],
      dependencyTypesNot: ["type-only"],
      ...(allowedModules.length > 0 && { pathNot: allowedModules }),
    },
  },
];

const packages = (...names) => names.map((name) => `node_modules/${name}(/|$)`);
const node =
  "^(node:)?(assert|async_hooks|buffer|child_process|crypto|dns|events|fs|http|https|module|net|os|path|perf_hooks|process|sqlite|stream|timers|tls|url|util|v8|vm|worker_threads|zlib)(/|$)";

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^@azure/functions-core$" },
    },
    ...mayLoad(
      "domain",
      [],
      packages("tldts"),
      "domain/ knows incidents and nothing else: pure functions, no package but one list, no Node.",
    ),
    {
      name: "kinds-are-data",
      comment:
        "connectors/<vendor>/kinds.ts says what a containment is, and loads nothing: domain/ reads it.",
      severity: "error",
      from: { path: "^connectors/[^/]+/kinds\\.ts$" },
      to: { dependencyTypesNot: ["type-only"] },
    },
    {
      name: "public-suffix-list",
      comment: "The list of public suffixes is asked in domain/public-suffix.ts alone.",
      severity: "error",
      from: { pathNot: "^domain/public-suffix\\.ts$" },
      to: { path: packages("tldts"), dependencyTypesNot: ["type-only"] },
    },
    ...mayLoad(
      "durable",
      ["domain"],
      packages("durable-functions"),
      "durable/ wraps the SDK's tasks; it knows domain/outcome and no more.",
    ),
    ...mayLoad(
      "orchestrators",
      ["durable", "domain"],
      packages("durable-functions"),
      "A flow replays: it may load durable/, domain/ and other flows; activities/ only as a type.",
    ),
    ...mayLoad(
      "activities",
      ["connectors", "domain", "ledger", "sweeps"],
      ["^(node:)?crypto$"],
      "An activity is one call: connectors/, ledger/, sweeps/ and domain/.",
    ),
    ...mayLoad(
      "sweeps",
      ["domain"],
      [
        ...packages(
          "zod",
          "yaml",
          "re2js",
          "yauzl",
          "tedious",
          "pg",
          "pg-cursor",
          "mysql2",
          "fast-xml-parser",
          "picomatch",
        ),
        node,
      ],
      "sweeps/ reads logs and finds: streams in, findings out. It knows no Azure and no durable runtime.",
    ),
    ...mayLoad(
      "connectors",
      ["domain"],
      [
        ...packages(
          "zod",
          "axios",
          "@azure/identity",
          "@azure/keyvault-secrets",
          "@azure/monitor-query",
          "@azure/core-rest-pipeline",
          "fast-xml-parser",
          "ldapts",
        ),
        node,
      ],
      "A connector knows its vendor and domain/.",
    ),
    ...mayLoad(
      "config",
      ["connectors", "domain"],
      [...packages("zod"), node],
      "config/ reads the environment and policy.json, once.",
    ),
    ...mayLoad(
      "ledger",
      ["domain"],
      [...packages("@azure/data-tables", "@azure/identity"), node],
      "The ledger is the app's memory; it knows domain/ types only.",
    ),
    ...mayLoad(
      "functions",
      [
        "activities",
        "orchestrators",
        "domain",
        "connectors",
        "durable",
        "config",
        "ledger",
        "sweeps",
      ],
      [...packages("@azure/functions", "durable-functions", "zod"), node],
      "functions/ puts the app together; it never loads simulators or the local host.",
    ),
    ...mayLoad(
      "simulators",
      [],
      [...packages("ldapjs"), node],
      "A simulator is written from the vendor's reference: it shares nothing with our code.",
    ),
    ...mayLoad(
      "local-host",
      [],
      [...packages("croner", "windows-iana"), node],
      "The local host meets the app at its registrations: it imports nothing of ours.",
    ),
    {
      name: "axios-in-one-file",
      comment: "Only connectors/http.ts talks HTTP.",
      severity: "error",
      from: { pathNot: "^connectors/http\\.ts$" },
      to: { path: packages("axios") },
    },
    {
      name: "monitor-query-in-one-file",
      comment: "Its successor must be a one-file change.",
      severity: "error",
      from: { pathNot: "^connectors/azure-monitor-logs/[^/]+\\.ts$" },
      to: { path: packages("@azure/monitor-query") },
    },
    {
      name: "one-vendor",
      comment:
        "A connector does not import another vendor's folder; what all share lies in connectors/.",
      severity: "error",
      from: { path: "^connectors/([^/]+)/" },
      to: {
        path: "^connectors/[^/]+/",
        pathNot: ["^connectors/$1/", "^connectors/(managed-identity|key-vault)/"],
      },
    },
    {
      name: "one-simulator",
      comment:
        "A simulator does not import another vendor's folder; only the check of Managed Identity tokens is shared.",
      severity: "error",
      from: { path: "^simulators/([^/]+)/" },
      to: {
        path: "^simulators/[^/]+/",
        pathNot: ["^simulators/$1/", "^simulators/managed-identity/token\\.ts$"],
      },
    },
    {
      name: "durable-stays-small",
      severity: "error",
      from: { path: "^durable/" },
      to: { path: "^domain/", pathNot: "^domain/(outcome|json)\\.ts$" },
    },
    {
      name: "no-dev-packages-in-the-app",
      severity: "error",
      from: {
        path: "^(functions|orchestrators|activities|domain|connectors|durable|config|ledger|sweeps)/",
      },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    parser: "swc",
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
  },
};
