import { readFileSync } from "node:fs";
import { evtx } from "../../sweeps/evtx/format";
import type { RecordSink } from "../../sweeps/reader";

/** Hands over the events of an EVTX file. Throws when one of them could not be read. */
export function readEventLog(path: string, sink: RecordSink): void {
  const bytes = readFileSync(path);
  const broken: string[] = [];
  const parser = evtx.open({
    sink,
    name: path,
    state: undefined,
    modified: new Date(0),
    zone: "UTC",
    host: undefined,
    unparsed: (sample) => broken.push(sample),
    notice: () => undefined,
  });
  for (let at = evtx.headerBytes; at < bytes.length; at += evtx.blockBytes) {
    parser.block(bytes.subarray(at, at + evtx.blockBytes), at);
  }
  parser.flush();
  if (broken.length > 0) throw new Error(`${path}: ${broken[0]}`);
}
