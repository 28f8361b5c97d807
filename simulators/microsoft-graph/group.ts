/** A group of the directory, the part that is simulated: https://learn.microsoft.com/graph/api/resources/group */
export interface DirectoryGroup {
  id: string;
  displayName: string;
  securityEnabled: boolean;
  mailEnabled: boolean;
  /** "DynamicMembership", "Unified". */
  groupTypes: string[];
  isAssignableToRole: boolean | null;
  onPremisesSyncEnabled: boolean | null;
  /** Object ids of its direct members. */
  members: string[];
}

/** A security group of the cloud with nothing special, and what is said of it. */
export const groupOf = (said: Partial<DirectoryGroup> & { id: string }): DirectoryGroup => ({
  displayName: "Some group",
  securityEnabled: true,
  mailEnabled: false,
  groupTypes: [],
  isAssignableToRole: null,
  onPremisesSyncEnabled: null,
  members: [],
  ...said,
});

/** The group that a Conditional Access policy of the demo tenant blocks. */
export const publishedGroup = groupOf({
  id: "9a11b0c5-0000-4000-8000-000000000080",
  displayName: "Blocked sign-ins",
});
