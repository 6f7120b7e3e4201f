import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import { withoutSecrets } from '#core/errors/invalid-input.ts';

/** Gives the current code of an MFA device. Null: nobody can be asked during this call. */
export type AskCode = ((serial: string, opens: string) => Promise<string>) | null;

/**
 * What AWS is told of an MFA device, if one is wanted: its code is asked for now.
 *
 * @throws WhitelistError `mfa_required`
 */
export async function codeOf(serial: string | null | undefined, opens: string, askCode: AskCode) {
  if (serial === null || serial === undefined) return {};
  // Whatever stands in the place of a device is shown wherever its code is asked for.
  const shown = withoutSecrets(serial);
  if (askCode === null) throw codeWanted(shown, opens);
  return { SerialNumber: serial, TokenCode: await askCode(shown, opens) };
}

function codeWanted(serial: string, opens: string): NeedsPersonError {
  const request = { kind: 'code' as const, serial, opens };
  return new NeedsPersonError(
    'mfa_required',
    `An MFA code is required: ${opens} is opened with one.`,
    request,
    {
      missing: ['mfa_code'],
      guidance: [
        `The code of the device ${serial} is asked for at the terminal or on a page of this program, never in the chat.`,
      ],
    },
  );
}
