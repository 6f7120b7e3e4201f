import type { AskYes } from '#context/consent.ts';
import { describeChange } from '#core/approval/approval.ts';
import type { Io } from './io.ts';

/** Shows the change to whoever sits at the terminal, and takes nothing but a yes for one. Null: nobody does. */
export function askYesAt({ ask, err, stop }: Pick<Io, 'ask' | 'err' | 'stop'>): AskYes {
  if (ask === null) return null;
  return async (approval) => {
    err(`${describeChange(approval).join('\n')}\n`);
    const answer = await ask('Make this change? Type yes to approve: ', stop);
    return answer?.trim().toLowerCase() === 'yes';
  };
}
