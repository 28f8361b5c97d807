import type { Notice, ReadReport } from "../reader";

const MOST_NOTICES = 200;
/** Of what is said of many files alike, so many are named. */
const MOST_ALIKE = 20;
const MOST_SAMPLES = 20;
const SAMPLE_CHARACTERS = 200;

/** Report of a read of files. */
export interface FileReadReport extends ReadReport {
  /** Lines that were walked over, skipped ones included. */
  lines: number;
  /** Lines that were left out by the prefilter: they are among the records. */
  filtered: number;
}

/** What is counted and told while files are read. */
export interface Telling {
  readonly counts: {
    bytes: number;
    records: number;
    unparsed: number;
    lines: number;
    filtered: number;
  };
  notice(notice: Notice): void;
  error(about: string, message: string): void;
  warning(about: string, message: string): void;
  unparsed: (sample: string) => void;
  report(): FileReadReport;
}

export function telling(): Telling {
  const counts = { bytes: 0, records: 0, unparsed: 0, lines: 0, filtered: 0 };
  const notices: Notice[] = [];
  const samples: string[] = [];
  let more = 0;
  /** How often each was said, of whatever file. */
  const said = new Map<string, { severity: Notice["severity"]; times: number }>();
  const notice = (told: Notice): void => {
    const known = said.get(told.message);
    if (known) known.times++;
    else if (said.size < MOST_NOTICES)
      said.set(told.message, { severity: told.severity, times: 1 });
    if ((known?.times ?? 1) > MOST_ALIKE) return;
    if (notices.length >= MOST_NOTICES) more++;
    else notices.push({ ...told, about: printable(told.about) });
  };
  const alike = (): Notice[] =>
    [...said]
      .filter(([, { times }]) => times > MOST_ALIKE)
      .map(([message, { severity, times }]) => ({
        severity,
        about: `(${times - MOST_ALIKE} more files)`,
        message,
      }));
  return {
    counts,
    notice,
    error: (about, message) => notice({ severity: "error", about, message }),
    warning: (about, message) => notice({ severity: "warning", about, message }),
    unparsed(sample) {
      counts.unparsed++;
      if (samples.length < MOST_SAMPLES) samples.push(printable(sample));
    },
    report() {
      const told =
        more === 0
          ? [...notices, ...alike()]
          : [
              ...notices,
              ...alike(),
              {
                severity: "error" as const,
                about: "(this source)",
                message: `${more} further notices are left out.`,
              },
            ];
      const bySeverity = told.toSorted((a, b) => rank(a) - rank(b));
      return { ...counts, samples, notices: bySeverity };
    },
  };
}

const rank = (notice: Notice): number => (notice.severity === "error" ? 0 : 1);

/** Text of an attacker's choosing, shortened and with its control characters shown. */
export const printable = (text: string): string =>
  text
    .slice(0, SAMPLE_CHARACTERS)
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
      (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
    );

/** What a file system's refusal means for a file, and what to do. */
export function fileProblem(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const known = PROBLEMS[code];
  if (known) return known;
  const said = printable(error instanceof Error ? error.message : String(error));
  return `Could not be read (${said}); the next sweep tries again.`;
}

const DENIED =
  "Could not be read: permission denied; give the sweep's account the right to read it.";
const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: DENIED,
  EPERM: DENIED,
  EBUSY: "Could not be read: another program has locked it (EBUSY); the next sweep tries again.",
  ESTALE: "Could not be read: the share lost track of it (ESTALE); the next sweep tries again.",
  EIO: "Could not be read: the disk or share answered an error (EIO); the next sweep tries again.",
  ENOENT: "Was listed, and gone before it could be opened (ENOENT).",
  ELOOP: "Is a link, or links that lead in a circle (ELOOP), and is not followed.",
  EMFILE: "Could not be opened: too many open files (EMFILE); the next sweep tries again.",
};
