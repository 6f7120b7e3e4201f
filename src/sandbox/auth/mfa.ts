import { ACCOUNT_ID } from './keys.ts';

/** Serial numbers of the seed's MFA devices, by whose they are. */
export const MFA_DEVICES = {
  jo: `arn:aws:iam::${ACCOUNT_ID}:mfa/jo`,
  kim: `arn:aws:iam::${ACCOUNT_ID}:mfa/kim`,
} as const;

const OWNERS: ReadonlyMap<string, string> = new Map(
  Object.entries(MFA_DEVICES).map(([user, serial]) => [serial, `arn:aws:iam::${ACCOUNT_ID}:user/${user}`]),
);

export interface MfaOptions {
  /** The codes that every device accepts, at any time. */
  codes?: readonly string[] | undefined;
  /** Whether a device accepts a code again while it shows it. Default false, as on AWS. */
  reuse?: boolean | undefined;
}

/** How long a device shows a code, in milliseconds. */
const CODE_LIFETIME_MS = 30_000;

/**
 * The devices' codes. A real one changes every 30 seconds; here they are fixed and known, so that anybody can try what
 * a code opens. As on AWS, a code that was used is good for nothing more, until the device would show the next one.
 */
export class MfaCodes {
  readonly #codes: readonly string[];
  readonly #reuse: boolean;
  readonly #usedAt = new Map<string, number>();

  constructor({ codes = ['123456'], reuse = false }: MfaOptions = {}) {
    this.#codes = codes;
    this.#reuse = reuse;
  }

  /** Looks at a code that somebody gives as theirs. An accepted one counts as used, whatever comes of the call. */
  check(
    userArn: string,
    { serial, code, now }: { serial: string; code: string; now: Date },
  ): 'accepted' | 'wrong-device' | 'wrong-code' {
    if (OWNERS.get(serial) !== userArn) return 'wrong-device';
    const use = `${serial} ${code}`;
    const age = now.getTime() - (this.#usedAt.get(use) ?? Number.NEGATIVE_INFINITY);
    if (!this.#codes.includes(code) || (!this.#reuse && age < CODE_LIFETIME_MS)) return 'wrong-code';
    this.#usedAt.set(use, now.getTime());
    return 'accepted';
  }

  /** As if no code had been used yet. */
  reset(): void {
    this.#usedAt.clear();
  }
}
