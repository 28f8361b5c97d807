import { z } from "zod";

/** Answers of the management API, the part that we read: https://sc1.checkpoint.com/documents/latest/APIs/ */
export const loginResponse = z.object({ sid: z.string().min(1), uid: z.string() });

export const sessionsResponse = z.object({
  objects: z.array(
    z.object({ uid: z.string(), name: z.string().nullish(), changes: z.number().nullish() }),
  ),
});

export const hostResponse = z.object({
  uid: z.string(),
  name: z.string(),
  "ipv4-address": z.string().nullish(),
  "ipv6-address": z.string().nullish(),
});

export const groupResponse = z.object({
  uid: z.string(),
  name: z.string(),
  members: z.array(z.object({ name: z.string() })),
});

export const changedResponse = z.object({ uid: z.string() });

/** Of a command that answers no object: "OK". */
export const messageResponse = z.object({ message: z.string() });

export const usedResponse = z.object({ "used-directly": z.object({ total: z.number() }) });

export const publishedResponse = z.object({ "task-id": z.string() });

export const taskResponse = z.object({
  tasks: z.array(z.object({ status: z.string() })).length(1),
});
