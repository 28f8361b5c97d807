/** An alert of Elastic Security: the Kibana that people open it in, with its space, and its id there. */
export interface ElasticAlert {
  /** "https://kibana.example/s/soc" */
  kibana: string;
  id: string;
}

// A SHA-1, a SHA-256 or a GUID by the type of the rule: alone it could be the hash of a file.
const alertId = String.raw`(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})`;
const alertUrl = new RegExp(
  String.raw`^(https://[a-z0-9.-]{1,253}(?::\d{1,5})?(?:/[\w.-]{1,100}){0,4})(/app/security/alerts/redirect/)(${alertId})(?:\?[!"$-~]{0,500})?$`,
  "i",
);

/**
 * The alert that a text names when it is, from end to end, what Elastic Security writes into `kibana.alert.url`;
 * undefined where it is anything else: https://www.elastic.co/docs/reference/security/fields-and-object-schemas/alert-schema
 */
export function elasticAlertOf(text: string): ElasticAlert | undefined {
  const [, kibana, , id] = alertUrl.exec(text) ?? [];
  if (kibana === undefined || id === undefined || /(?:^|\/)\.{1,2}(?:\/|$)/.test(kibana))
    return undefined;
  return { kibana: kibanaOf(kibana), id: id.toLowerCase() };
}

/** The address of a Kibana in one form. */
export function kibanaOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/$/, "");
}

/** One text for one alert, without what only helps a browser. */
export const urlOf = ({ kibana, id }: ElasticAlert): string =>
  `${kibana}/app/security/alerts/redirect/${id}`;
