export const SIGN_INS = ["app-service", "unverified"] as const;
/**
 * How the app knows who asks. "app-service": App Service authentication stands before the app and says
 * it in headers that nobody else can set. "unverified": whoever asks says it, for a run on one's own machine.
 */
export type SignIn = (typeof SIGN_INS)[number];
