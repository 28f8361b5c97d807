const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/**
 * Milliseconds since 1970 of a date and time by the Gregorian calendar, months counted from 0; NaN where there is no
 * such day or time. A leap second counts as the first of the next minute. (Algorithm: days from civil,
 * https://howardhinnant.github.io/date_algorithms.html.)
 */
export function civil(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  const length = LENGTHS[month];
  if (length === undefined || !(day >= 1) || !(year >= 0 && year <= 9999)) return NaN;
  if (day > length && !(month === 1 && day === 29 && isLeap(year))) return NaN;
  if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60))
    return NaN;
  const y = month < 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const monthFromMarch = month < 2 ? month + 10 : month - 2;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000;
}
