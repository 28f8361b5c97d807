import { z } from "zod";

/** A message, the part that we read: https://learn.microsoft.com/graph/api/resources/message */
export const messageResponse = z.object({ id: z.string().min(1), isDraft: z.boolean() });

/** https://learn.microsoft.com/graph/api/user-list-messages */
export const messagesResponse = z.object({ value: z.array(messageResponse) });

/** https://learn.microsoft.com/graph/api/mailfolder-get */
export const folderResponse = z.object({ id: z.string().min(1) });
