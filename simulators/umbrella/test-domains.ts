import { domainRow } from "./scene";

/**
 * What the simulated Umbrella knows from the start. Invented: it says nothing about who really uses
 * these domains.
 */
export const testDomains = [
  domainRow("contoso-secure-login.net", { status: -1, securityCategories: ["Phishing"] }),
  domainRow("microsoft.com", { status: 1, contentCategories: ["Software/Technology"] }),
  domainRow("www.microsoft.com", { status: 1, contentCategories: ["Software/Technology"] }),
];
