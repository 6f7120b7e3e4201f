/** The door of the AWS room: loaded at the first call that needs AWS, with the SDK behind it. */
export { createAwsClock } from '#aws/request/aws-clock.ts';
export { createConnections } from '#aws/http/connections.ts';
export { openSession } from './session.ts';
export { foundProfiles } from '#aws/credentials/shared-files.ts';
export { createSlots } from '#aws/request/slots.ts';
export { createRecentChanges } from '#aws/security-groups/recent-changes.ts';
