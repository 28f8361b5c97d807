import { autoFormat } from "../../sweeps/auto-format";

interface Read {
  records: string[];
  unparsed: string[];
  state: unknown;
}

/** Hands lines over in pieces, with the state carried over by JSON, as slices do. */
function read(pieces: string[][], name = "a.log"): Read {
  const records: string[] = [];
  const unparsed: string[] = [];
  let state: unknown;
  let offset = 0;
  for (const [index, lines] of pieces.entries()) {
    const parser = autoFormat.open({
      sink: (record) => void records.push(`${record.kind.product} ${record.place().at}`),
      name,
      state,
      modified: new Date("2026-11-24T03:00:00Z"),
      zone: "UTC",
      host: undefined,
      unparsed: (sample) => void unparsed.push(sample),
      notice: () => undefined,
    });
    for (const line of lines) {
      const bytes = Buffer.from(line);
      parser.line(bytes, 0, bytes.length, offset);
      bytes.fill(0);
      offset += bytes.length + 1;
    }
    parser.pending();
    if (index === pieces.length - 1) parser.flush();
    const kept = JSON.stringify(parser.state());
    state = kept === undefined ? undefined : JSON.parse(kept);
  }
  return { records, unparsed, state };
}

const ssh = Array.from(
  { length: 120 },
  (_, index) =>
    `Nov 24 02:10:${String(index % 60).padStart(2, "0")} web01 sshd[811]: Failed password for root from 203.0.113.9 port ${index} ssh2`,
);

describe("autoFormat", () => {
  it("reads each file as what its lines speak for, from its first line on", () => {
    const { records, unparsed, state } = read([ssh]);

    expect(records).toHaveLength(120);
    expect(records[0]).toBe("linux 0");
    expect(unparsed).toEqual([]);
    expect(state).toMatchObject({ format: "syslog" });
  });

  it("gives the same, whatever pieces a file is read in", () => {
    const whole = read([ssh]).records;

    expect(read([ssh.slice(0, 1), ssh.slice(1, 60), ssh.slice(60)]).records).toEqual(whole);
    expect(read([ssh.slice(0, 119), ssh.slice(119)]).records).toEqual(whole);
  });

  it("counts lines of no format, and asks later ones anew", () => {
    const noise = ["-----", "#### ####", "?"];

    const { records, unparsed } = read([noise, ssh]);

    expect(unparsed).toEqual(noise);
    expect(records).toHaveLength(120);
  });

  it("knows no format that an earlier version kept and this one has not", () => {
    const parser = autoFormat.open({
      sink: () => undefined,
      name: "a.log",
      state: { format: "__proto__", state: {} },
      modified: new Date(0),
      zone: "UTC",
      host: undefined,
      unparsed: () => undefined,
      notice: () => undefined,
    });

    expect(parser.pending()).toBeUndefined();
    expect(parser.state()).toBeUndefined();
  });
});
