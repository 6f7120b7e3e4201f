import { afterAll, afterEach, expect } from 'vitest';
import { forgetConversations, takeComplaints } from '#test/support/wire/monitored-spawn.ts';

/**
 * Listens in on every server that an end-to-end test starts, by whatever client, and fails the test in which a message
 * broke the schema of its revision, a request was answered twice, or something that is no message was written.
 */
forgetConversations();

function expectNoComplaints(): void {
  expect(takeComplaints(), 'messages that are wrong').toEqual([]);
}
afterEach(expectNoComplaints);
// What came when the clients of the last test were closed.
afterAll(expectNoComplaints);
