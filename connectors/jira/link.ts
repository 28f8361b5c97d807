import type { TicketLink } from "../../domain/ticketing";
import { checkedKey } from "./key";
import { titleOf } from "./text";

/** A remote link, with every member that we would ever give: an update makes null of the others. */
export const linkBody = ({ key, title, url }: TicketLink): object => ({
  globalId: checkedKey(key),
  application: { type: "com.microsoft.sentinel", name: "Microsoft Sentinel" },
  relationship: "evidence",
  object: {
    url,
    title: titleOf(title),
    summary: "",
    icon: {},
    status: { resolved: false, icon: {} },
  },
});
