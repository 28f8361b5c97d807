import { ConnectorError } from "../connector-error";
import type { Secrets } from "../credentials";
import { createHttp } from "../http";
import type { Settings } from "../settings";
import { webhookProblem } from "./address";

const vendor = "teams";

/**
 * A channel's Workflows webhook. Its address is the secret, and is used byte for byte:
 * https://support.microsoft.com/office/8ae491c7-0394-4861-ba59-055e33f75498
 */
export function teams({ secretName }: Settings["teams"], secrets: Secrets) {
  async function webhook(): Promise<string> {
    const address = await secrets.get(secretName);
    const problem = webhookProblem(address, secretName);
    if (problem === undefined) return address;
    // Somebody is about to mend it.
    secrets.forget(secretName);
    throw new ConnectorError(vendor, "auth", problem);
  }

  const http = createHttp({
    vendor,
    baseUrl: webhook,
    authorize: () => Promise.resolve({}),
    forget: () => secrets.forget(secretName),
    // 404 and 400 are what a workflow answers that was turned off or deleted: a new one has a new address.
    refusals: [400, 401, 403, 404],
    rateLimitSeconds: 10,
    advice: {
      400: "see that the workflow exists and is turned on",
      401: `put the webhook's address, unchanged, into the secret "${secretName}"`,
      403: `put the webhook's address, unchanged, into the secret "${secretName}"`,
      404: "see that the workflow exists and is turned on",
    },
  });

  return {
    /**
     * Posts an Adaptive Card. Teams takes it or not: what its workflow does later is not told.
     * `aboutToSend` is awaited right before the first byte leaves.
     */
    postCard: (card: unknown, aboutToSend?: () => Promise<void>): Promise<void> =>
      http.send({
        ...(aboutToSend && { aboutToSend }),
        method: "POST",
        path: "",
        label: "to the Workflows webhook",
        body: {
          type: "message",
          attachments: [
            {
              contentType: "application/vnd.microsoft.card.adaptive",
              contentUrl: null,
              content: card,
            },
          ],
        },
      }),

    /** Looks at the address and sends nothing: a webhook answers to messages only. */
    async check() {
      await webhook();
      return "the address has the form that Teams gives out; only a message would prove it";
    },
  };
}
