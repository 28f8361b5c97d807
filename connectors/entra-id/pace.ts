import type { Http } from "../http";

/** Waits so many milliseconds. */
export type Pause = (milliseconds: number) => Promise<unknown>;

/** One queue for several HTTPs: a request begins so many milliseconds after the one before it ended. */
export function paced(milliseconds: number, pause: Pause): (http: Http) => Http {
  const wait = (): Promise<unknown> => pause(milliseconds);
  let free: Promise<unknown> = Promise.resolve();

  function next<T>(work: () => Promise<T>): Promise<T> {
    const result = free.then(work);
    free = result.then(wait, wait);
    return result;
  }

  return (http) => ({
    read: (schema, request) => next(() => http.read(schema, request)),
    write: (schema, request) => next(() => http.write(schema, request)),
    send: (request) => next(() => http.send(request)),
  });
}
