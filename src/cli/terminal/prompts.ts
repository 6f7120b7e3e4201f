import { createInterface } from 'node:readline/promises';
import type { AskCode } from '#aws/sts/sts-requests.ts';
import type { AskApproval } from '#context/consent.ts';
import { describeChange } from '#core/approval/approval.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { Io } from './io.ts';

/** Asks on standard error, so that standard output stays the answer's alone. Null: nobody sits at the terminal. */
export function createTerminalPrompt(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Io['ask'] {
  if (!input.isTTY || !output.isTTY) return null;
  return async (prompt, stop) => {
    const lines = createInterface({ input, output });
    try {
      return await lines.question(prompt, { signal: stop });
    } catch {
      return null;
    } finally {
      lines.close();
    }
  };
}

/** AWS's MFA codes have six digits (STS API reference, TokenCode). */
const CODE_PATTERN = /^\d{6}$/;

/** Asks whoever sits at the terminal for an MFA device's code; null where nobody does. */
export function createCodePrompt({ ask, stop }: Io): AskCode {
  if (ask === null) return null;
  return async (serial, opens) => {
    const typed = await ask(`MFA code of ${serial}, to open ${opens}: `, stop);
    const code = typed?.replace(/\s/g, '') ?? '';
    if (CODE_PATTERN.test(code)) return code;
    throw new WhitelistError('mfa_required', 'An MFA code is required: none of six digits was typed.', {
      guidance: ['Run the command again and type the six digits that the device shows.'],
    });
  };
}

const YES = ['y', 'yes'];
const NO = ['n', 'no', ''];

/**
 * Shows the change to whoever sits at the terminal, and takes nothing but a yes for one. Null: nobody does. The result
 * throws `declined` for a no, and `cancelled` where no answer is typed.
 */
export function createApprovalPrompt({ ask, err, stop }: Pick<Io, 'ask' | 'err' | 'stop'>): AskApproval {
  if (ask === null) return null;
  const read = async (prompt: string): Promise<string> => {
    const typed = await ask(prompt, stop);
    if (typed === null) throw new WhitelistError('cancelled', NOTHING_CHANGED);
    return typed.trim().toLowerCase();
  };
  return async (approval) => {
    err(`${describeChange(approval, new Date()).join('\n')}\n`);
    const first = await read('Make this change? [y/N] ');
    const isPlain = YES.includes(first) || NO.includes(first);
    const answer = isPlain ? first : await read('Please type y or n: ');
    if (!YES.includes(answer)) throw new WhitelistError('declined', NOTHING_CHANGED);
    return true;
  };
}

const NOTHING_CHANGED = 'Cancelled. Nothing was changed.';
