import { Agent as HttpAgent, type ClientRequestArgs } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";

type Connected = (error: Error | null, stream: Duplex) => void;

/**
 * Agents for one request that open a connection of their own, and hand it to the request only when
 * `ready` has resolved: the last moment at which nothing was sent. When `ready` rejects, nothing is.
 */
export function connectionsThatWait(ready: () => Promise<void>) {
  /** Gives the connection to `connected` when it stands (`event`) and `ready` says so. */
  const hold = (stream: Duplex, event: string, connected: Connected): undefined => {
    const fail = (error: Error): void => {
      stream.destroy();
      connected(error, stream);
    };
    stream.once("error", fail);
    stream.once(event, () => {
      ready().then(() => {
        stream.off("error", fail);
        return connected(null, stream);
      }, fail);
    });
    return undefined;
  };

  class Http extends HttpAgent {
    override createConnection(options: ClientRequestArgs, connected?: Connected) {
      const stream = super.createConnection(options);
      return stream && connected ? hold(stream, "connect", connected) : stream;
    }
  }

  class Https extends HttpsAgent {
    override createConnection(options: ClientRequestArgs, connected?: Connected) {
      const stream = super.createConnection(options);
      return stream && connected ? hold(stream, "secureConnect", connected) : stream;
    }
  }

  return { httpAgent: new Http({ keepAlive: false }), httpsAgent: new Https({ keepAlive: false }) };
}
