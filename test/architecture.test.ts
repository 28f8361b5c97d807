import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(__dirname, "..");
const bin = (name: string) => join(root, "node_modules", ".bin", name);
const rooms = [
  "functions",
  "orchestrators",
  "activities",
  "domain",
  "connectors",
  "durable",
  "config",
  "ledger",
  "simulators",
  "local-host",
  "scripts",
  "bench",
];

interface Cruise {
  modules: {
    source: string;
    dependencies: { resolved: string; dependencyTypes: string[] }[];
  }[];
  summary: { totalCruised: number; violations: { rule: { name: string }; from: string }[] };
}

const cruise = (folder: string, targets: string[]): Cruise => {
  const { stdout } = spawnSync(
    process.execPath,
    [bin("depcruise"), "--config", ".dependency-cruiser.cjs", "--output-type", "json", ...targets],
    { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 },
  );
  return JSON.parse(stdout) as Cruise;
};

/** A tree with our rules and one or two files of its own; gone after the work. */
function inTree<T>(files: Record<string, string>, work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "architecture-"));
  try {
    for (const name of [
      ".dependency-cruiser.cjs",
      ".oxlintrc.json",
      "tsconfig.json",
      "package.json",
    ]) {
      copyFileSync(join(root, name), join(folder, name));
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    mkdirSync(join(folder, "scripts"));
    copyFileSync(
      join(root, "scripts", "oxlint-durable.mjs"),
      join(folder, "scripts", "oxlint-durable.mjs"),
    );
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const use = (path: string) => `import * as found from "${path}";\nexport const used = found;\n`;

describe("the import rules", () => {
  const { modules, summary } = cruise(root, rooms);

  it("are kept by every file", () => {
    expect(summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`)).toEqual([]);
    expect(
      modules.filter(({ source }) => /^(domain|connectors|local-host)\//.test(source)).length,
    ).toBeGreaterThan(60);
  });

  it("leave a flow with nothing at run time but flows, domain, durable and what kinds are", () => {
    const loads = new Map(
      modules.map(({ source, dependencies }) => [
        source,
        dependencies
          .filter(({ dependencyTypes }) => !dependencyTypes.includes("type-only"))
          .map(({ resolved }) => resolved),
      ]),
    );
    const reached = new Set(["orchestrators/index.ts"]);
    for (const source of reached) for (const next of loads.get(source) ?? []) reached.add(next);
    const foreign = [...reached].filter(
      (source) =>
        !/^(orchestrators|domain|durable)\/|^connectors\/[^/]+\/kinds\.ts$|node_modules\/durable-functions\//.test(
          source,
        ),
    );

    expect(reached.size).toBeGreaterThan(10);
    expect(foreign.filter((source) => rooms.some((room) => source.startsWith(`${room}/`)))).toEqual(
      [],
    );
  });

  const crossings: [from: string, path: string][] = [
    ["orchestrators/a.ts", "../connectors/one/index"],
    ["orchestrators/b.ts", "../activities/table"],
    ["orchestrators/c.ts", "node:fs"],
    ["domain/a.ts", "../connectors/one/index"],
    ["domain/b.ts", "zod"],
    ["domain/c.ts", "node:crypto"],
    ["domain/d.ts", "tldts"],
    ["connectors/two/a.ts", "../one/index"],
    ["connectors/two/b.ts", "../../activities/table"],
    ["connectors/two/c.ts", "axios"],
    ["activities/a.ts", "../orchestrators/flow"],
    ["activities/b.ts", "axios"],
    ["simulators/two/a.ts", "../../connectors/one/index"],
    ["simulators/two/b.ts", "../one/index"],
    ["local-host/a.ts", "../domain/thing"],
    ["functions/a.ts", "../simulators/one/index"],
    ["durable/a.ts", "../domain/thing"],
    ["ledger/a.ts", "../connectors/one/index"],
    ["config/a.ts", "@azure/monitor-query"],
  ];
  const targets = [
    "connectors/one/index.ts",
    "activities/table.ts",
    "orchestrators/flow.ts",
    "simulators/one/index.ts",
    "domain/thing.ts",
  ];
  const wrong = inTree(
    Object.fromEntries([
      ...targets.map((file) => [file, "export const target = 1;\n"]),
      ...crossings.map(([from, path]) => [from, use(path)]),
    ]),
    (folder) =>
      cruise(
        folder,
        rooms.filter((room) => existsSync(join(folder, room))),
      ),
  );
  const refused = wrong.summary.violations.map(({ from }) => from);

  it.each(crossings)("refuse %s importing %s", (from) => {
    expect(refused).toContain(from);
  });

  it("refuse nothing that is allowed", () => {
    expect(refused.filter((from) => targets.includes(from))).toEqual([]);
  });
});

describe("the linter", () => {
  const flows: [file: string, what: string, text: string][] = [
    ["a.ts", "new Date()", "export const at = () => new Date();\n"],
    ["b.ts", "Date.now()", "export const at = () => Date.now();\n"],
    ["c.ts", "Math.random()", "export const at = () => Math.random();\n"],
    ["d.ts", "the environment", 'export const at = () => process.env["X"];\n'],
    ["e.ts", "setTimeout", "export const at = () => setTimeout(() => 1, 1);\n"],
    ["f.ts", "a plain yield", "export function* at(): Generator<number> { yield 1; }\n"],
    ["g.ts", "a connector", use("../connectors/vendor")],
    ["h.ts", "an activity at run time", use("../activities/table")],
  ];
  const allowed = 'import type { Table } from "../activities/table";\nexport type Used = Table;\n';
  const said = inTree(
    Object.fromEntries([
      ["orchestrators/allowed.ts", allowed],
      ...flows.map(([file, , text]) => [`orchestrators/${file}`, text]),
    ]),
    (folder) =>
      spawnSync(bin("oxlint"), ["--deny-warnings", "orchestrators"], {
        cwd: folder,
        encoding: "utf8",
      }).stdout,
  );

  it.each(flows)("refuses in %s of a flow: %s", (file) => {
    expect(said).toContain(`orchestrators/${file}`);
  });

  it("lets a flow import an activity's type", () => {
    expect(said).not.toContain("allowed.ts");
  });
});

describe("the folders", () => {
  const foldersOf = (room: string) =>
    readdirSync(join(root, room), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);

  it("have a simulator for every connector, by the same name", () => {
    // The indicators are a table of the logs, and mail is a part of Microsoft Graph.
    const simulatedBy = new Map([
      ["sentinel-indicators", "azure-monitor-logs"],
      ["outlook", "microsoft-graph"],
      ["azure-firewall", "azure-network"],
      ["azure-nsg", "azure-resource-manager"],
      ["azure-vm", "azure-resource-manager"],
      ["azure-storage", "azure-resource-manager"],
      ["azure-waf", "azure-resource-manager"],
      ["defender-cloud", "sentinel"],
      ["entra-id", "microsoft-graph"],
      ["graph-security", "microsoft-graph"],
      ["google-cloud", "google"],
      ["google-workspace", "google"],
      ["google-scc", "google"],
    ]);
    // SQL Server has no connector: sweeps read it.
    const expected = [
      ...foldersOf("connectors").map((name) => simulatedBy.get(name) ?? name),
      "sql-server",
    ];

    expect(foldersOf("simulators")).toEqual([...new Set(expected)].toSorted());
  });
});
