import type { IncidentRef } from "../../domain/incident";
import { ifNotFound } from "../connector-error";
import type { Http } from "../http";
import { incidentAt } from "./incident-at";
import { commentResponse } from "./schema";

const commentAt = (ref: IncidentRef, commentId: string) =>
  incidentAt(ref, `/comments/${encodeURIComponent(commentId)}`);

/** The comments of an incident, under ids that we choose: writing one twice leaves one. */
export const comments = (http: Http) => ({
  /** The HTML of a comment; null when there is none with this id. */
  async readComment(ref: IncidentRef, commentId: string): Promise<string | null> {
    return http
      .read(commentResponse, { method: "GET", ...commentAt(ref, commentId) })
      .then(({ properties }) => properties.message)
      .catch(ifNotFound(null));
  },

  /** Writes a comment; with the id of one that exists, in its place. */
  async putComment(ref: IncidentRef, commentId: string, html: string): Promise<void> {
    const body = { properties: { message: html } };
    await http.write(commentResponse, { method: "PUT", ...commentAt(ref, commentId), body });
  },
});
