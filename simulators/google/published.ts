import type { Account } from "./scene";

const webKey = "4fb5f6d0c1a2938475665748392a1b0c9d8e7f60";

/** The service accounts that are there before any scene is set. */
export const publishedAccounts: Account[] = [
  {
    project: "contoso-web",
    email: "web-frontend@contoso-web.iam.gserviceaccount.com",
    uniqueId: "104857600000000000001",
    displayName: "Web front end",
    disabled: false,
    roles: ["roles/storage.objectViewer"],
    keys: [
      { id: webKey, keyType: "USER_MANAGED", disabled: false },
      {
        id: "00aa11bb22cc33dd44ee55ff66007788990011aa",
        keyType: "SYSTEM_MANAGED",
        disabled: false,
      },
    ],
  },
  {
    project: "contoso-data",
    email: "pipeline@contoso-data.iam.gserviceaccount.com",
    uniqueId: "104857600000000000002",
    displayName: "Data pipeline",
    disabled: false,
    roles: ["roles/bigquery.admin"],
    keys: [],
  },
];
