import type { Answer } from "../simulator";
import type { Problem } from "./problem";
import type { Area } from "./area";

const importOnly: Problem = {
  status: 401,
  code: "Unauthorized",
  message:
    "Message POST is allowed in application-only context only for import purposes. Refer to " +
    "https://docs.microsoft.com/microsoftteams/platform/graph-api/import-messages/import-external-messages-to-teams " +
    "for more details.",
};

/**
 * Messages in channels, which an app can only import into a team that is being moved:
 * https://learn.microsoft.com/graph/api/chatmessage-post
 */
export const teamsArea = ({ answering }: Area) => {
  const refuse = answering(async (): Promise<Answer | Problem> => importOnly);
  return {
    "POST /v1.0/teams/{teamId}/channels/{channelId}/messages": refuse,
    "POST /v1.0/teams/{teamId}/channels/{channelId}/messages/{messageId}/replies": refuse,
  };
};
