import { setTimeout as pauseFor } from "node:timers/promises";
import { z } from "zod";
import { notConfigured } from "../connector-error";
import { provider } from "../provider";
import { address, optional, secretName, withDefault } from "../setting-values";
import { listBlock } from "./block";
import { type AddressList, addressList, vendor } from "./list";

const id = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{32}$/, "must be an id of 32 hexadecimal digits");

export const cloudflare = provider({
  name: vendor,
  title: "Cloudflare",
  settings: z.object({
    CLOUDFLARE_URL: withDefault(address, "https://api.cloudflare.com/client/v4"),
    CLOUDFLARE_SECRET_NAME: withDefault(secretName, "cloudflare-api-token"),
    CLOUDFLARE_ACCOUNT_ID: optional(id),
    CLOUDFLARE_LIST_ID: optional(id),
  }),
  local: {
    CLOUDFLARE_URL: "{simulators}/cloudflare/client/v4",
    CLOUDFLARE_ACCOUNT_ID: "acc00000000000000000000000000001",
    CLOUDFLARE_LIST_ID: "1157000000000000000000000000b10c",
  },
  scope: ({ CLOUDFLARE_ACCOUNT_ID: account }) => account ?? "",
  open(settings, { secrets }) {
    const { CLOUDFLARE_URL: url, CLOUDFLARE_SECRET_NAME: secret } = settings;
    const { CLOUDFLARE_ACCOUNT_ID: accountId, CLOUDFLARE_LIST_ID: listId } = settings;
    let opened: AddressList | undefined;

    function list(): AddressList {
      if (accountId === undefined) throw notConfigured(vendor, "CLOUDFLARE_ACCOUNT_ID");
      if (listId === undefined) throw notConfigured(vendor, "CLOUDFLARE_LIST_ID");
      return (opened ??= addressList({ url, secretName: secret, accountId, listId }, secrets));
    }
    const block = listBlock(list, async (milliseconds) => pauseFor(milliseconds));
    const missing =
      accountId === undefined
        ? "CLOUDFLARE_ACCOUNT_ID"
        : listId === undefined
          ? "CLOUDFLARE_LIST_ID"
          : undefined;
    return {
      containments: { "cloudflare-list-block": block },
      check: () => block.check(),
      ...(missing !== undefined && { off: `${missing} is not set` }),
    };
  },
});
