let isEnding = false;

/** The first Ctrl-C ends cleanly, the second at once. */
export function endOnSignal(stop: () => Promise<void>, code: number): void {
  const end = (): void => {
    if (isEnding) process.exit(130);
    isEnding = true;
    stop().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
}

/** Says why a command failed, in one sentence; what fails because it is being ended says nothing. */
export function failWith(error: Error): void {
  if (isEnding) return;
  console.error(error.message);
  process.exit(1);
}
