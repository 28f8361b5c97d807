/** What the core module returns from registrations, and offers as a class of its own. */
export class Disposable {
  #dispose: (() => unknown) | undefined;

  /** One that disposes all of the others, in order. */
  static from(...others: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => others.forEach((other) => other.dispose()));
  }

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  /** The second call does nothing. */
  dispose(): unknown {
    const dispose = this.#dispose;
    this.#dispose = undefined;
    return dispose?.();
  }
}
