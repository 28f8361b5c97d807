import type { FileHandle } from "node:fs/promises";
import type { Transform } from "node:stream";
import zlib from "node:zlib";

/** Gives uncompressed bytes piece by piece; undefined at the end. Throws what is wrong with them, after all that came before it. */
export type Expand = () => Promise<Buffer | undefined>;

export interface Expanding {
  next: Expand;
  /** Compressed bytes that were used up to now. */
  used(): number;
  close(): void;
}

const INPUT_BYTES = 64 * 1024;
const OUTPUT_BYTES = 256 * 1024;

/** Part of a file, front to back. */
interface Range {
  handle: FileHandle;
  start: number;
  end: number;
}

export type Compression = "gzip" | "zstd" | "deflate";

export const canExpand = (compression: Compression): boolean =>
  compression !== "zstd" || typeof zlib.createZstdDecompress === "function";

export function expand(compression: Compression, range: Range): Expanding {
  const options = { chunkSize: OUTPUT_BYTES };
  if (compression === "zstd") return zstdFrames(range);
  const decoder =
    compression === "gzip" ? zlib.createGunzip(options) : zlib.createInflateRaw(options);
  return pump(decoder, range);
}

/**
 * Node's decoder stops after the first frame of a file (https://github.com/nodejs/node/issues/64741): each frame, skippable
 * ones included, gets a decoder of its own, which begins where the one before stopped.
 */
function zstdFrames({ handle, start, end }: Range): Expanding {
  const decode = (from: number): Expanding =>
    pump(zlib.createZstdDecompress({ chunkSize: OUTPUT_BYTES }), { handle, start: from, end });
  let from = start;
  let frame = decode(from);
  return {
    async next() {
      for (;;) {
        const piece = await frame.next();
        if (piece) return piece;
        const used = frame.used();
        from += used;
        if (used === 0 || from >= end) return undefined;
        frame.close();
        frame = decode(from);
      }
    },
    used: () => from - start + frame.used(),
    close: () => frame.close(),
  };
}

type Decoder = Transform & { readonly bytesWritten: number };

/** Writes only what the decoder has room for, and ends it only when all that it gave was taken: an error at a cut end loses nothing. */
function pump(decoder: Decoder, { handle, start, end }: Range): Expanding {
  const input = Buffer.allocUnsafe(INPUT_BYTES);
  let position = start;
  let state: "idle" | "writing" | "ended" = "idle";
  let failure: Error | undefined;
  let isOver = false;
  let isSignalled = false;
  let wake: (() => void) | undefined;
  const signal = (): void => {
    isSignalled = true;
    wake?.();
  };
  decoder.on("readable", signal);
  decoder.on("end", () => {
    isOver = true;
    signal();
  });
  decoder.on("error", (error: Error) => {
    failure ??= error;
    signal();
  });

  async function write(): Promise<void> {
    const length = Math.min(INPUT_BYTES, end - position);
    const { bytesRead } =
      length === 0 ? { bytesRead: 0 } : await handle.read(input, 0, length, position);
    if (bytesRead === 0) {
      state = "ended";
      decoder.end();
      return;
    }
    position += bytesRead;
    state = "writing";
    decoder.write(input.subarray(0, bytesRead), () => {
      state = "idle";
      signal();
    });
  }

  return {
    async next() {
      for (;;) {
        isSignalled = false;
        const piece = decoder.read() as Buffer | null;
        if (piece) return piece;
        if (failure) throw failure;
        if (isOver) return undefined;
        if (state === "idle") await write();
        if (!isSignalled) await new Promise<void>((resolve) => (wake = resolve));
        wake = undefined;
      }
    },
    used: () => Math.min(decoder.bytesWritten, end - start),
    close() {
      decoder.on("error", () => {});
      decoder.destroy();
    },
  };
}
