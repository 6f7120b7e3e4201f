import { WhitelistError } from './errors.ts';

/** The person was asked and said no. */
export function declined(): WhitelistError {
  return new WhitelistError('declined', 'The person declined; nothing was changed.', {
    guidance: ['Do not ask again unless the person wants it.'],
  });
}
