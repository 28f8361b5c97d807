const dots = "[.。．｡]";
const dotBetweenWords = new RegExp(`(?<=[\\p{L}\\p{N}_-])${dots}(?=[\\p{L}\\p{N}_-])`, "gu");
const dottedToken = /[\p{L}\p{N}_.。．｡-]+/gu;
const dottedQuad = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;
const namedLabel = /(?=[\p{L}\p{N}_-]*\p{L})[\p{L}\p{N}_-]{2,}/u;
const scheme = /([a-z][a-z0-9+.-]{0,20}):\/\//gi;

/** Text in which no address, name or URL is a link any more: `hxxps://bad[.]example`, `203.0.113[.]7`. */
export function defang(text: string): string {
  return text.replace(scheme, defangScheme).replace(dottedToken, defangToken);
}

/** Undoes the usual notations of defanged text: `hxxp`, `[.]`, `(dot)`, `[at]`, `[:]`, `[/]`. */
export function refang(text: string): string {
  return text
    .replace(/\[:\/\/\]/g, "://")
    .replace(/\[:\]/g, ":")
    .replace(/\[\/\]/g, "/")
    .replace(/[[({]\s?(?:\.|dot)\s?[\])}]/gi, ".")
    .replace(/\[\s?(?:@|at)\s?\]|\((?:@|at)\)/gi, "@")
    .replace(/\bh(?:xx|tx|xt)p(s?):\/\//gi, "http$1://");
}

function defangScheme(_match: string, name: string): string {
  const isHttp = /^h(?:tt|xx)ps?$/i.test(name);
  return isHttp ? `${name.replace(/tt/i, "xx")}://` : `${name}[:]//`;
}

function defangToken(token: string): string {
  const inner = token.replace(/^\.+|\.+$/g, "");
  if (dottedQuad.test(inner)) return token.replace(/\.(?=\d+\.*$)/, "[.]");
  const labels = token.split(/[.。．｡]/u);
  const isName = labels.length > 1 && labels.slice(1).some((label) => namedLabel.test(label));
  return isName ? token.replace(dotBetweenWords, "[.]") : token;
}
