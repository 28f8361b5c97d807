import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sweepSources, sweepTools } from "../../functions/sweep-tools";
import type { SweepSource } from "../../sweeps/configuration";
import type { LogReader } from "../../sweeps/reader";

describe("sweepTools()", () => {
  let folder: string;
  let ofSite: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sweep-tools-"));
    writeFileSync(
      join(folder, "broken.yml"),
      "title: Broken\nlogsource:\n  product: test\ndetection:\n  condition: nothing\n",
    );
    ofSite = mkdtempSync(join(tmpdir(), "sweep-tools-"));
    writeFileSync(
      join(ofSite, "expand.yml"),
      "title: Site\nlogsource:\n  product: test\ndetection:\n  sel:\n    user|expand: '%admins%'\n  condition: sel\n",
    );
    const source = { kind: "files", name: "auth", roots: ["logs"], rules: ["."] };
    writeFileSync(join(folder, "sweeps.json"), JSON.stringify({ sources: [source] }));
  });
  afterAll(() => {
    for (const made of [folder, ofSite]) rmSync(made, { recursive: true });
  });

  const reader: LogReader = {
    read: () => Promise.reject(new Error("not asked")),
    close: async () => undefined,
  };
  const secrets = async () => "";
  const sourcesOf = () => sweepSources(join(folder, "sweeps.json"));

  it("opens a source by its kind, from the start of its log for a sweep of the past", async () => {
    const opened: SweepSource[] = [];
    const files = async (source: SweepSource) => {
      opened.push(source);
      return reader;
    };
    const [source] = sourcesOf();
    const { open } = sweepTools({ sources: sourcesOf(), openers: { files }, secrets });

    await open(source!, undefined);
    await open(source!, { from: "2026-01-01T00:00:00.000Z", to: "2026-01-02T00:00:00.000Z" });

    expect(opened.map(({ backfill }) => backfill)).toEqual(["end", "start"]);
  });

  it("says which rules do not work, and goes on with the others", async () => {
    const [source] = sourcesOf();
    const files = async () => reader;
    const { open } = sweepTools({ sources: sourcesOf(), openers: { files }, secrets });

    const { remarks } = await open(source!, undefined);

    expect(remarks).toEqual([expect.stringMatching(/^Rule broken\.yml:\d+: /)]);
  });

  it("gives rules the values that a source has for their placeholders", async () => {
    const [source] = sourcesOf();
    const files = async () => reader;
    const { open } = sweepTools({ sources: sourcesOf(), openers: { files }, secrets });
    const site = { ...source!, rules: [ofSite] };

    const { remarks } = await open(site, undefined);
    const given = await open({ ...site, placeholders: { admins: ["ann", "bob"] } }, undefined);

    expect(remarks).toEqual([expect.stringMatching(/placeholder %admins% has no values/)]);
    expect(given.remarks).toEqual([]);
  });

  it("says so when it reads no sources of a kind, or has no rules to read them by", async () => {
    const [source] = sourcesOf();
    const files = async () => reader;
    const { open } = sweepTools({ sources: [], openers: {}, secrets });
    const other = sweepTools({ sources: [], openers: { files }, secrets });
    const without = { ...source!, rules: [join(folder, "none")] };

    await expect(open(source!, undefined)).rejects.toThrow(
      'This version reads no sources of the kind "files"',
    );
    await expect(other.open(without, undefined)).rejects.toThrow(
      /^Cannot read the rules in ".*none"/,
    );
  });

  it("declares nothing without a file", () => {
    expect(sweepSources(undefined)).toEqual([]);
  });
});
