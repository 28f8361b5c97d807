import type { HttpClient, PipelineResponse } from "@azure/core-rest-pipeline";

export interface DirectClientOptions {
  /** How long one request may take; the SDKs themselves wait for ever. */
  seconds: number;
  /** Another address for a request, such as a simulator's. */
  redirect?: (url: string) => string;
  /** Sees each answer: some SDKs lose its status on the way. */
  onAnswer?: (answer: PipelineResponse) => void;
}

/**
 * An HTTP client for the Azure SDKs that goes straight to where it is told: what carries our tokens
 * does not pass through a proxy that some variable of the environment names.
 */
export async function directClient(options: DirectClientOptions): Promise<HttpClient> {
  const { createDefaultHttpClient } = await import("@azure/core-rest-pipeline");
  const client = createDefaultHttpClient();
  return {
    async sendRequest(request) {
      request.timeout = options.seconds * 1000;
      delete request.agent;
      delete request.proxySettings;
      if (options.redirect) {
        request.url = options.redirect(request.url);
        request.allowInsecureConnection = true;
      }
      const answer = await client.sendRequest(request);
      options.onAnswer?.(answer);
      return answer;
    },
  };
}
