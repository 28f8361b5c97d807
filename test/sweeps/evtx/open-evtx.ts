import type { WrittenEvent } from "../../../bench/sweeps/write-evtx";
import { evtx } from "../../../sweeps/evtx/format";
import type { LogRecord } from "../../../sweeps/log-record";

/** A failed log-in from an address of the documentation's network. */
export const failedLogIn = (
  recordId: number,
  changes: Partial<WrittenEvent> = {},
): WrittenEvent => ({
  channel: "Security",
  provider: "Microsoft-Windows-Security-Auditing",
  eventId: 4625,
  computer: "DC01.corp.example",
  recordId,
  time: new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + recordId * 1_000),
  keywords: 0x8010000000000000n,
  details: {
    SubjectUserName: "-",
    TargetUserName: "Ann",
    TargetDomainName: "CORP",
    Status: "0xc000006d",
    SubStatus: "0x00000000c000006a",
    LogonType: 3,
    WorkstationName: "PC-7",
    ProcessName: "-",
    IpAddress: "::ffff:203.0.113.9",
    IpPort: "50123",
  },
  ...changes,
});

/** Reads a file's blocks as the files' reader hands them over; `pick` is what is kept of a record. */
export function readEvtx<T>(
  file: Buffer,
  pick: (record: LogRecord) => T,
  state?: unknown,
): { picked: T[]; state: unknown; notices: string[]; unparsed: string[] } {
  const picked: T[] = [];
  const notices: string[] = [];
  const unparsed: string[] = [];
  const parser = evtx.open({
    sink: (record) => picked.push(pick(record)),
    name: "security.evtx",
    state,
    modified: new Date(),
    zone: "UTC",
    host: undefined,
    unparsed: (sample) => unparsed.push(sample),
    notice: ({ message }) => notices.push(message),
  });
  for (let at = evtx.headerBytes; at < file.length; at += evtx.blockBytes) {
    parser.block(file.subarray(at, at + evtx.blockBytes), at);
  }
  parser.flush();
  return { picked, state: JSON.parse(JSON.stringify(parser.state())), notices, unparsed };
}

export const recordIds = (file: Buffer, state?: unknown) =>
  readEvtx(file, (record) => record.get("EventRecordID"), state);
