/** Why a log-in failed, in one vocabulary for every log: `event.reason`. */
export type LogInFailure =
  | "unknown-user"
  | "wrong-password"
  | "locked"
  | "disabled"
  | "expired"
  | "not-allowed"
  | "outside-hours"
  | "clock-skew"
  | "other";

const NT_STATUS: Readonly<Record<number, LogInFailure>> = {
  0xc0000064: "unknown-user",
  0xc000006a: "wrong-password",
  0xc0000234: "locked",
  0xc0000072: "disabled",
  0xc000006f: "outside-hours",
  0xc0000070: "not-allowed",
  0xc0000071: "expired",
  0xc0000193: "expired",
  0xc0000133: "clock-skew",
  0xc0000224: "expired",
  0xc000015b: "not-allowed",
};

/** Of Kerberos: 0x12 is also an account that is locked or expired. RFC 4120, 7.5.9. */
const KERBEROS: Readonly<Record<number, LogInFailure>> = {
  0x6: "unknown-user",
  0x12: "disabled",
  0x17: "expired",
  0x18: "wrong-password",
  0x25: "clock-skew",
};

/** What an NTSTATUS says, written as any exporter writes it; the general 0xC000006D is "other". */
export const ntFailure = (status: string): LogInFailure => NT_STATUS[codeOf(status)] ?? "other";
export const kerberosFailure = (status: string): LogInFailure =>
  KERBEROS[codeOf(status)] ?? "other";

/** "0x18", "0x00000018", "24" or "-1073741718" (what some exporters make of 0xC000006A). */
export function codeOf(text: string): number {
  const value = /^-?(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text) ? Number(text) : Number.NaN;
  return value < 0 ? value + 0x1_0000_0000 : value;
}
