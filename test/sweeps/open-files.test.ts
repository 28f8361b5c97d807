import { type FilesSource, checkSweeps } from "../../sweeps/configuration";
import { fileSourceOf, openFiles } from "../../sweeps/open-files";

function sourceOf(more: object): FilesSource {
  const source = { kind: "files", name: "iis", roots: ["/logs"], ...more };
  const checked = checkSweeps(JSON.stringify({ sources: [source] }));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.sources[0] as FilesSource;
}

describe("fileSourceOf()", () => {
  it("says to the reader of files all that a source declares", () => {
    const source = sourceOf({
      include: ["W3SVC*/*.log"],
      exclude: ["old/**"],
      format: "iis",
      encoding: "windows-1252",
      host: "web01",
      fields: { "user.name": "cs-username" },
      zone: "Europe/Berlin",
      backfill: "start",
      maxLineBytes: 65_536,
    });

    expect(fileSourceOf(source)).toEqual({
      roots: ["/logs"],
      files: [{ glob: "W3SVC*/*.log", format: "iis", encoding: "windows-1252" }],
      exclude: ["old/**"],
      host: "web01",
      fields: { "user.name": "cs-username" },
      zone: "Europe/Berlin",
      backfill: true,
      limits: { lineBytes: 65_536 },
    });
  });

  it("leaves the encoding to the file, and the past out, unless the source says otherwise", () => {
    expect(fileSourceOf(sourceOf({}))).toMatchObject({
      files: [{ glob: "**/*", format: "auto" }],
      backfill: false,
    });
  });
});

it("openFiles() refuses a format that nobody reads, and names those that there are", async () => {
  const open = openFiles(() => ({}));

  await expect(open(sourceOf({ format: "klingon" }), async () => "")).rejects.toThrow(
    /The format "klingon" of \*\*\/\* is unknown/,
  );
});
