interface Principal {
  claims?: { typ?: unknown; val?: unknown }[];
}

const objectIdClaims = new Set([
  "oid",
  "http://schemas.microsoft.com/identity/claims/objectidentifier",
]);

/**
 * Why a caller is refused, or undefined. With an allow-list, App Service authentication must have
 * put the caller into `x-ms-client-principal` (base64 JSON of claims), and one of its object ids
 * must be on the list. Without one, the function key is the check, and the host has made it.
 */
export function refusalOfCaller(
  headers: { get(name: string): string | null },
  allowedCallers: readonly string[],
): { status: 401 | 403; message: string } | undefined {
  if (allowedCallers.length === 0) return undefined;
  const header = headers.get("x-ms-client-principal");
  if (!header) {
    return { status: 401, message: "No x-ms-client-principal: is App Service authentication on?" };
  }
  const isAllowed = objectIdsIn(header).some((id) => allowedCallers.includes(id.toLowerCase()));
  return isAllowed
    ? undefined
    : { status: 403, message: "The caller's object id is not in INTAKE_ALLOWED_CALLERS" };
}

/** Entra object ids in a principal of App Service authentication (base64 JSON of claims); none when it is not one. */
export function objectIdsIn(header: string): string[] {
  try {
    const { claims } = JSON.parse(Buffer.from(header, "base64").toString("utf8")) as Principal;
    return (claims ?? []).flatMap(({ typ, val }) =>
      objectIdClaims.has(String(typ)) && typeof val === "string" ? [val] : [],
    );
  } catch {
    return [];
  }
}
