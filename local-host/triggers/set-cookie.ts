/** A cookie as the library hands it to the host (RpcHttpCookie). */
export interface RpcCookie {
  name: string;
  value: string;
  domain?: { value: string };
  path?: { value: string };
  expires?: { value: { seconds: number } };
  secure?: { value: boolean };
  httpOnly?: { value: boolean };
  /** "none" is: not said. */
  sameSite?: "none" | "lax" | "strict" | "explicitNone";
  maxAge?: { value: number };
}

const SAME_SITE = { none: undefined, lax: "lax", strict: "strict", explicitNone: "none" };

/**
 * One Set-Cookie header as ASP.NET Core writes it: name and value percent-encoded, `path=/` unless
 * another one is given.
 */
export function setCookie(cookie: RpcCookie): string {
  const sameSite = SAME_SITE[cookie.sameSite ?? "none"];
  return [
    `${escapeData(cookie.name)}=${escapeData(cookie.value)}`,
    cookie.expires && `expires=${new Date(cookie.expires.value.seconds * 1000).toUTCString()}`,
    cookie.maxAge && `max-age=${Math.trunc(cookie.maxAge.value)}`,
    cookie.domain && `domain=${attribute(cookie.domain.value)}`,
    `path=${attribute(cookie.path?.value ?? "/")}`,
    cookie.secure?.value && "secure",
    sameSite && `samesite=${sameSite}`,
    cookie.httpOnly?.value && "httponly",
  ]
    .filter(Boolean)
    .join("; ");
}

/** Uri.EscapeDataString also encodes what encodeURIComponent leaves alone. */
const escapeData = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** An attribute cannot begin another one. */
const attribute = (text: string): string => text.replaceAll(/[;\r\n]/g, "");
