/** Lets everybody pass while it is open; while it is closed, they wait until it opens. */
export function createGate() {
  let opened: PromiseWithResolvers<void> | undefined;

  return {
    pass: async (): Promise<void> => opened?.promise,
    set(isClosed: boolean): void {
      if (isClosed) opened ??= Promise.withResolvers();
      else {
        opened?.resolve();
        opened = undefined;
      }
    },
  };
}
