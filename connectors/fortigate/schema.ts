import { z } from "zod";

const envelope = { status: z.literal("success") };

/** What a change answers, beside its revision: https://fndn.fortinet.net (FortiOS REST API). */
export const changed = z.object(envelope);

/** `GET monitor/user/banned`. What FortiOS banned by itself has another source; times are seconds since 1970. */
export const bannedResponse = z.object({
  ...envelope,
  results: z.array(
    z.object({
      ip_address: z.string(),
      source: z.string().nullish(),
      expires: z.number().nullish(),
    }),
  ),
});

/** `GET cmdb/firewall/address/{name}`: one object, in a list. */
export const addressResponse = z.object({
  ...envelope,
  results: z
    .array(
      z.object({
        name: z.string(),
        type: z.string().nullish(),
        subnet: z.string().nullish(),
        comment: z.string().nullish(),
      }),
    )
    .length(1),
});
export type AddressObject = z.infer<typeof addressResponse>["results"][number];

/** `GET cmdb/firewall/addrgrp/{name}`: one group, in a list. */
export const groupResponse = z.object({
  ...envelope,
  results: z
    .array(
      z.object({ name: z.string(), member: z.array(z.object({ name: z.string() })).nullish() }),
    )
    .length(1),
});
