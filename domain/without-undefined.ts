type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the members that are undefined: what is unknown is left out. */
export function withoutUndefined<T extends object>(value: T): Defined<T> {
  const known = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(known) as Defined<T>;
}
