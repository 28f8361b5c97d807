import { z } from "zod";

/** Values that sources are made of. */

export const whole = (least: number, most: number) => z.int().min(least).max(most);

/** https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates */
export const secretName = z
  .string()
  .regex(
    /^[0-9A-Za-z-]{1,127}$/,
    "must be the name of a Key Vault secret, never the secret itself",
  );

export const zone = z
  .string()
  .refine(isZone, "must be the name of a time zone, such as Europe/Berlin or UTC");

export const encoding = z.enum(["auto", "utf-8", "utf-16le", "utf-16be", "windows-1252"]);

/** What a database calls something, in one or more parts: "dbo.Events". */
export const identifier = z
  .string()
  .regex(
    /^[\p{L}_][\p{L}\p{N}_$#@ -]{0,127}(\.[\p{L}_][\p{L}\p{N}_$#@ -]{0,127}){0,2}$/u,
    "must be a name such as dbo.Events, without quotes or brackets",
  );

export const column = z
  .string()
  .regex(/^[\p{L}_][\p{L}\p{N}_$#@ -]{0,127}$/u, "must be the name of a column");

export const path = z
  .string()
  .min(1, "must be a path")
  .max(1_000)
  .refine((text) => !text.includes("\0"), "must be a path");

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}
