const timeSpan = /^(?:(\d+)\.)?(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,7}))?$/;

/** Milliseconds of a .NET TimeSpan such as `00:05:00` or `1.12:00:00`; undefined when it is none. */
export function parseTimeSpan(text: string): number | undefined {
  const match = timeSpan.exec(text.trim());
  if (!match) return undefined;
  const [days, hours, minutes, seconds] = [1, 2, 3, 4].map((group) => Number(match[group] ?? 0));
  if (hours! > 23 || minutes! > 59 || seconds! > 59) return undefined;
  const fraction = Number(`0.${match[5] ?? 0}`);
  return Math.round((((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds! + fraction) * 1000);
}
