import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { LedgerRefused } from "./approval-gate";

/** A handler that says so where the ledger does not answer. */
export const saying =
  <More extends unknown[]>(
    say: (refused: LedgerRefused) => HttpResponseInit,
    handle: (request: HttpRequest, ...more: More) => Promise<HttpResponseInit>,
  ) =>
  async (request: HttpRequest, ...more: More): Promise<HttpResponseInit> => {
    try {
      return await handle(request, ...more);
    } catch (error) {
      if (error instanceof LedgerRefused) return say(error);
      throw error;
    }
  };

/** Told of an id that no approval has. */
export const unknownApproval = "There is no such approval, or it ended more than thirty days ago.";

/** The approval that an address names. */
export const approvalIdIn = (request: HttpRequest): string =>
  (request.params["id"] ?? "").slice(0, 200);
