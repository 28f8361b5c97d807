import type { Backfill } from "../domain/sweep";
import type { LogReader } from "./reader";

/** A reader of the same log that hands over what happened between two times; and what does not say when. */
export function between(reader: LogReader, { from, to }: Backfill): LogReader {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  return {
    read: ({ sink, ...request }) =>
      reader.read({
        ...request,
        sink(record) {
          const isOutside = record.time < fromMs || record.time > toMs;
          if (!isOutside) sink(record);
        },
      }),
    close: () => reader.close(),
  };
}
