import type { Answer } from "../simulator";

const statuses: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "ALREADY_EXISTS",
  429: "RESOURCE_EXHAUSTED",
};

/** An error as Google's APIs word it: https://cloud.google.com/apis/design/errors */
export const googleError = (
  code: number,
  message: string,
  reason?: string,
  status = statuses[code],
): Answer => ({
  status: code,
  ...(code === 401 && {
    headers: {
      "www-authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"',
    },
  }),
  body: {
    error: {
      code,
      message,
      status,
      ...(reason && {
        details: [
          {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            reason,
            domain: "googleapis.com",
          },
        ],
      }),
    },
  },
});

/** An error of OAuth 2.0 (RFC 6749, 5.2), as the token endpoints word it. */
export const oauthError = (error: string, description: string, status = 400): Answer => ({
  status,
  body: { error, error_description: description },
});

/** An error as Compute Engine words it: https://cloud.google.com/compute/docs/troubleshooting/troubleshooting-apis */
export const computeError = (code: number, reason: string, message: string): Answer => ({
  status: code,
  body: { error: { code, message, errors: [{ message, domain: "global", reason }] } },
});
