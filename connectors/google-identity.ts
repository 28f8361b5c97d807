import { z } from "zod";
import { address, optional, withDefault } from "./setting-values";

// https://cloud.google.com/iam/docs/workload-identity-federation
const workloadProvider = z
  .string()
  .regex(
    /^\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\/[a-z][a-z0-9-]{3,31}\/providers\/[a-z][a-z0-9-]{3,31}$/,
    "must be //iam.googleapis.com/projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>",
  );
const serviceAccount = z
  .string()
  .regex(/^[a-z0-9-]+@[a-z0-9.-]+\.gserviceaccount\.com$/, "must be a service account's email");

/** Who the app is at Google, in the environment: the same for each of Google's services. */
export const googleIdentity = {
  GOOGLE_TOKEN_AUDIENCE: optional(
    z.string().regex(/^[a-z]+:\/\/\S+$/, "must be an application ID URI such as api://soar-…"),
  ),
  GOOGLE_WORKLOAD_PROVIDER: optional(workloadProvider),
  GOOGLE_SERVICE_ACCOUNT: optional(serviceAccount),
  GOOGLE_STS_URL: withDefault(address, "https://sts.googleapis.com"),
  GOOGLE_CREDENTIALS_URL: withDefault(address, "https://iamcredentials.googleapis.com"),
};

/** The same, as `googleIdentity` reads it. */
export interface GoogleIdentity {
  GOOGLE_TOKEN_AUDIENCE?: string | undefined;
  GOOGLE_WORKLOAD_PROVIDER?: string | undefined;
  GOOGLE_SERVICE_ACCOUNT?: string | undefined;
  GOOGLE_STS_URL: string;
  GOOGLE_CREDENTIALS_URL: string;
}

/** What `googleIdentity` is in the local run. */
export const localGoogleIdentity = {
  GOOGLE_TOKEN_AUDIENCE: "api://soar-federation-0a1b",
  GOOGLE_WORKLOAD_PROVIDER:
    "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/azure/providers/entra",
  GOOGLE_SERVICE_ACCOUNT: "soar-response@soar-operations.iam.gserviceaccount.com",
  GOOGLE_STS_URL: "{simulators}/google/sts",
  GOOGLE_CREDENTIALS_URL: "{simulators}/google/credentials",
} as const;

/** The first setting that lacks before anything can be asked; undefined when none does. */
export const lackingOf = (identity: GoogleIdentity): string | undefined =>
  (["GOOGLE_TOKEN_AUDIENCE", "GOOGLE_WORKLOAD_PROVIDER", "GOOGLE_SERVICE_ACCOUNT"] as const).find(
    (name) => identity[name] === undefined,
  );
