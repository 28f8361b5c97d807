/** Where in a rule's document something is: `["detection", "selection", 0, "Image|endswith"]`. */
export type Path = readonly (string | number)[];

/** What is wrong with a rule and what to do, in one sentence. Thrown while a rule is read; it ends as a problem, never as a crash. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(
    message: string,
    readonly path: Path = [],
  ) {
    super(message);
  }
}

/** Does something for a place of the document; a refusal from in there that names no place is one of this place. */
export function at<T>(path: Path, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal && error.path.length === 0) throw new Refusal(error.message, path);
    throw error;
  }
}
