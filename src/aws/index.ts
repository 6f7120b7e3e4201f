/** The door of the AWS room: loaded at the first call that needs AWS, with the SDK behind it. */
export { createAwsClock } from './aws-clock.ts';
export { createConnections } from './connections.ts';
export { openSession } from './session.ts';
export { foundProfiles } from './shared-files.ts';
export { createSlots } from './slots.ts';
export { createRecentChanges } from './recent-changes.ts';
