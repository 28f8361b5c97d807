/** SQLite's text knows no lone surrogate and its C interface no NUL: as JSON, every string is itself. */
export const stored = (text: string): string => JSON.stringify(text).slice(1, -1);
