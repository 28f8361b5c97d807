import type { Answer } from "../simulator";

/** How an operation ended: https://www.rfc-editor.org/rfc/rfc4511#appendix-A, with the words that Active Directory has for it. */
export interface Result {
  code: number;
  message: string;
  entries?: Entry[];
}

export interface Entry {
  dn: string;
  /** Binary values are Base64 after "base64:". */
  attributes: Record<string, string[]>;
}

// For the log of calls, which speaks HTTP.
const statuses: Readonly<Record<number, number>> = {
  0: 200,
  1: 401,
  16: 409,
  32: 404,
  49: 401,
  50: 403,
};

const result = (code: number, message: string): Answer => ({
  status: statuses[code] ?? 400,
  body: { code, message } satisfies Result,
});

export const success = (entries: Entry[] = []): Answer => ({
  body: { code: 0, message: "", entries } satisfies Result,
});

export const sizeLimitExceeded = (entries: Entry[]): Answer => ({
  body: { code: 4, message: "00002023: SvcErr: DSID-031A124C, problem 5008, data 0", entries },
});

/** https://learn.microsoft.com/windows/win32/debug/system-error-codes, in hexadecimal: 52e is a wrong password. */
export const refusedBind = (data: string): Answer =>
  result(
    49,
    `80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data ${data}, v4563`,
  );

export const notSignedIn = (): Answer =>
  result(
    1,
    "000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563",
  );

export const noSuchObject = (best: string): Answer =>
  result(
    32,
    `0000208D: NameErr: DSID-03100245, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'${best}'\n`,
  );

export const noSuchValue = (attribute: string): Answer =>
  result(
    16,
    `00002085: AtrErr: DSID-03151904, #1:\n\t0: 00002085: DSID-03151904, problem 1001 (NO_ATTRIBUTE_OR_VAL), data 0, Att 90008 (${attribute})\n`,
  );

export const insufficientRights = (): Answer =>
  result(50, "00002098: SecErr: DSID-03150F94, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0\n");

export const unwilling = (): Answer =>
  result(53, "0000001F: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0\n");

export const referral = (host: string): Answer =>
  result(10, `0000202B: RefErr: DSID-0310082F, data 0, 1 access points\n\tref 1: '${host}'\n`);
