/** One way in which a user proves who it is: https://learn.microsoft.com/graph/api/resources/authenticationmethod */
export interface AuthenticationMethod {
  id: string;
  /** "phoneAuthenticationMethod": the end of its `@odata.type`. */
  type: string;
  createdDateTime?: string | null;
  /** The one that the user is asked by first: it goes last. */
  isDefault?: boolean;
}

/** Everybody's password has this id. */
export const passwordMethod: AuthenticationMethod = {
  id: "28c10230-6103-485e-b985-444c60001490",
  type: "passwordAuthenticationMethod",
};

/** Where methods of a type are, below `/users/{id}/authentication`. */
export const collections: Readonly<Record<string, string>> = {
  emailmethods: "emailAuthenticationMethod",
  externalauthenticationmethods: "externalAuthenticationMethod",
  fido2methods: "fido2AuthenticationMethod",
  hardwareoathmethods: "hardwareOathAuthenticationMethod",
  microsoftauthenticatormethods: "microsoftAuthenticatorAuthenticationMethod",
  phonemethods: "phoneAuthenticationMethod",
  platformcredentialmethods: "platformCredentialAuthenticationMethod",
  softwareoathmethods: "softwareOathAuthenticationMethod",
  temporaryaccesspassmethods: "temporaryAccessPassAuthenticationMethod",
  windowshelloforbusinessmethods: "windowsHelloForBusinessAuthenticationMethod",
};

/** The one of which a user has no more than one, and that has no id in its path. */
export const qrCodePin = "qrCodePinAuthenticationMethod";
