/** The door of the AWS room: loaded at the first call that needs AWS, with the SDK behind it. */
export { createAwsClock } from '#aws/request/aws-clock.ts';
export { createConnections } from '#aws/http/connections.ts';
export { openSession } from './open-session.ts';
export { listProfiles } from '#aws/credentials/shared-files.ts';
export { createSemaphore } from '#aws/request/semaphore.ts';
export { createRecentChanges } from '#aws/security-groups/recent-changes.ts';
