import { expect, it } from 'vitest';
import { LOG_LEVELS } from './log-level.ts';

it('levels stand from the most to the least important, as the log compares them', () => {
  expect(LOG_LEVELS).toEqual(['error', 'warning', 'info', 'debug']);
});
