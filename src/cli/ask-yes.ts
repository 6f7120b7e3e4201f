import type { AskYes } from '../context/consent.ts';
import type { Approval } from '../core/approval.ts';
import type { Io } from './io.ts';

/** Shows the change to whoever sits at the terminal, and takes nothing but a yes for one. Null: nobody does. */
export function askYesAt({ ask, err, stop }: Io): AskYes {
  if (ask === null) return null;
  return async (approval) => {
    err(describe(approval));
    const answer = await ask('Make this change? Type yes to approve: ', stop);
    return answer?.trim().toLowerCase() === 'yes';
  };
}

function describe({ reasons, account, arn, region, groupId, groupName, added, removed }: Approval): string {
  const name = groupName === null ? '' : ` ("${groupName}")`;
  const words = (description: string | null) =>
    description === null ? '' : `  ${JSON.stringify(description)}`;
  return `${[
    `${groupId}${name}, account ${account}, region ${region}, as ${arn}:`,
    ...added.map(({ rule, description }) => `  + ${rule}${words(description)}`),
    ...removed.map(({ rule, description }) => `  - ${rule}${words(description)}`),
    ...reasons,
  ].join('\n')}\n`;
}
