import { WhitelistError } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { redactSecretLike } from '#core/text/redact.ts';
import { fingerprint, type ResolvedCredentials, takesMfaCode } from './credentials.ts';
import { runAlone } from './device-queue.ts';
import { HOUR_SECONDS, type OpenerSettings, toResolvedCredentials } from './opener-settings.ts';
import { getOrOpen } from './session-cache.ts';
import { getSessionToken, requestMfaCode } from './sts-requests.ts';

export interface MfaRequest {
  readonly serial: string;
  /** What is opened with the code, for people. Default: a session of the identity. */
  readonly opens?: string;
  /** Default: one hour. */
  readonly durationSeconds?: number | null | undefined;
}

/**
 * The session that a code of the device opens: one for the whole credentials and the device, since AWS takes a code once.
 * Where several want one of the same device, one after the other asks.
 *
 * @param waiting - Ends the wait for a session that another call is opening.
 */
export async function openMfaSession(
  settings: OpenerSettings,
  base: ResolvedCredentials,
  { serial, opens, durationSeconds }: MfaRequest,
  waiting: AbortSignal,
): Promise<ResolvedCredentials> {
  const { now, devices, sessionCache, identities, askCode } = settings;
  const region = await settings.region();
  const identity = await settings.identityOf(base);
  const seconds = durationSeconds ?? HOUR_SECONDS;
  // Other calls may wait for the same session, so cancelling this call must not end it.
  const options = { ...settings.options, signal: settings.options.callDeadline };
  const request = { sts: settings.sts(base.credentials, region), region, source: base.label, options };
  const key = JSON.stringify(['mfa', fingerprint(base.credentials), serial]);
  const session = await getOrOpen(sessionCache, key, {
    now,
    signal: waiting,
    maxAgeMs: seconds * 1000,
    open: () =>
      runAlone(devices, serial, async () => {
        const code = await requestMfaCode(serial, opens ?? `a session of ${identity.arn}`, askCode);
        return getSessionToken(request, { DurationSeconds: seconds, ...code }, identity);
      }),
  });
  const opened = toResolvedCredentials(identities, withMfaLabel(base), session);
  return { ...opened, handedOver: base.handedOver === true };
}

export const withMfaLabel = ({ label }: ResolvedCredentials): string => `${label}, with MFA`;

/** Nobody is asked for a code that AWS would not take. @throws WhitelistError `invalid_credentials` */
export function checkTakesCode({ credentials, label }: ResolvedCredentials, serial: string): void {
  if (takesMfaCode(credentials)) return;
  throw new WhitelistError(
    'invalid_credentials',
    `Invalid credentials: those from ${label} are temporary, and AWS takes the code of an MFA device (${escapeUnprintable(redactSecretLike(serial), 200)}) with a user's own access key alone.`,
    {
      guidance: [
        "Let source_profile lead to the user's own access key.",
        'Or remove mfa_serial, if these credentials were opened with MFA already.',
      ],
    },
  );
}
