import type { Answer } from "../simulator";

/** An error as the REST API words it. https://developer.pagerduty.com/docs/errors */
export const restError = (
  status: number,
  code: number,
  message: string,
  errors?: readonly string[],
): Answer => ({ status, body: { error: { message, code, ...(errors && { errors }) } } });

export const invalidInput = (...errors: string[]): Answer =>
  restError(400, 2001, "Invalid Input Provided", errors);

export const notFound = (): Answer => restError(404, 2100, "Not Found");

export const unauthorized = (): Answer => restError(401, 2006, "Invalid API key");

export const noUser = (): Answer => restError(400, 1008, "Requester User Not Found");

export const alreadyResolved = (): Answer =>
  restError(400, 1001, "Incident Already Resolved", ["Incident Already Resolved"]);

export const alreadyAcknowledged = (): Answer =>
  restError(400, 1002, "Incident Already Acknowledged", ["Incident Already Acknowledged"]);

/** An event that is refused: https://developer.pagerduty.com/docs/send-an-alert-event */
export const invalidEvent = (...errors: string[]): Answer => ({
  status: 400,
  body: { status: "invalid event", message: "Event object is invalid", errors },
});

/** A body that is no JSON object. */
export const unrecognizedEvent = (): Answer => ({
  status: 400,
  body: {
    status: "Unrecognized object",
    message: "Event object format is unrecognized",
    errors: ["JSON parse error"],
  },
});

/** Too many events: nothing is taken, and no header says when to come back. */
export const tooManyEvents = (): Answer => ({
  status: 429,
  body: {
    status: "throttle exceeded",
    message: "Requests for this service are arriving too quickly.",
  },
});
