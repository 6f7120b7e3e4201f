/** The entry point of the AWS room: loaded with the SDK at the first call that needs AWS. */
export { createAwsClock } from '#aws/request/aws-clock.ts';
export { createConnections } from '#aws/http/connections.ts';
export { openSession } from './open-session.ts';
export { listProfiles } from '#aws/shared-files/profile-kinds.ts';
export { describeProblems, readSharedFiles } from '#aws/shared-files/shared-files.ts';
export { createSemaphore } from '#aws/request/semaphore.ts';
export { createRecentChanges } from '#aws/security-groups/recent-changes.ts';
