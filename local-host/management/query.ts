import { RUNTIME_STATUSES, type RuntimeStatus } from "../engine/engine";

/** The query of a management request. Names in any case; a value that cannot be read is not there. */
export interface Query {
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  /** Of 32 bits. */
  integer(name: string): number | undefined;
  /** The `top` of a list: 100 unless something better is asked for, and at most 1000. */
  pageSize(): number;
  /** Milliseconds since 1970. A time without a zone is UTC. */
  time(name: string): number | undefined;
  /** Milliseconds, of a number of seconds. */
  seconds(name: string): number | undefined;
  /** From a comma-separated or repeated parameter; statuses in another case are left out. */
  statuses(name: string): RuntimeStatus[] | undefined;
}

/** Reads the parameters of a URL as the Durable extension does. */
export function queryOf(parameters: URLSearchParams): Query {
  const text = (name: string): string | undefined => {
    const values = [...parameters].filter(([key]) => key.toLowerCase() === name.toLowerCase());
    return values.length === 0 ? undefined : values.map(([, value]) => value).join(",");
  };
  const number = (name: string): number | undefined => {
    const value = text(name)?.trim();
    return value && Number.isFinite(Number(value)) ? Number(value) : undefined;
  };
  const integer = (name: string): number | undefined => {
    const value = number(name);
    return value !== undefined && value === (value | 0) ? value : undefined;
  };
  return {
    text,
    integer,
    flag(name) {
      const value = text(name)?.trim().toLowerCase();
      return value === "true" ? true : value === "false" ? false : undefined;
    },
    pageSize() {
      const top = integer("top") ?? 0;
      return top < 1 ? usualPage : Math.min(top, longestPage);
    },
    time: (name) => timeOf(text(name)),
    seconds(name) {
      const value = number(name);
      return value === undefined || Math.abs(value) > mostSeconds ? undefined : value * 1000;
    },
    statuses(name) {
      const known = (text(name)?.split(",") ?? []).filter(isRuntimeStatus);
      return known.length > 0 ? known : undefined;
    },
  };
}

const usualPage = 100;
/** As in Azure Storage, where no answer has more rows. */
const longestPage = 1000;
/** What a .NET TimeSpan holds. */
const mostSeconds = 922_337_203_685;

const isRuntimeStatus = (text: string): text is RuntimeStatus =>
  RUNTIME_STATUSES.some((status) => status === text);

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const hasNoZone = /T\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text);
  const time = Date.parse(hasNoZone ? `${text}Z` : text);
  return Number.isNaN(time) ? undefined : time;
}
