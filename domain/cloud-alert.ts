import type { IncidentAlert } from "./incident-alert";

/** By either of the product's names; Defender for Cloud Apps is another product. */
export const isOfDefenderForCloud = ({ product }: IncidentAlert): boolean =>
  /\bsecurity center\b|\bdefender for cloud\b(?! apps)/i.test(product);

/** The subscription of what an alert is about; undefined where it names no resource of Azure. */
export function subscriptionOf({
  resourceIds,
}: Pick<IncidentAlert, "resourceIds">): string | undefined {
  const ids = resourceIds.map(
    (id) =>
      /^\/subscriptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i.exec(id)?.[1],
  );
  return ids.find((id) => id !== undefined);
}

const cloudAlertId =
  /^\/subscriptions\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\/resourceGroups\/[\w()-][\w().-]{0,89})?\/providers\/Microsoft\.Security\/locations\/[a-z0-9]{1,40}\/alerts\/[\w-]{1,200}$/i;

/** Whether a text is, from end to end, the ARM id of an alert of Defender for Cloud. */
export const isCloudAlertId = (text: string): boolean => cloudAlertId.test(text);
