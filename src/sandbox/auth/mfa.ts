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
  /** Whether a device accepts a code more than once. AWS does not. */
  reuse?: boolean | undefined;
}

/**
 * The devices' codes. A real one changes every 30 seconds; here they are fixed and known, so that anybody can
 * try what a code opens.
 */
export class MfaCodes {
  readonly #codes: readonly string[];
  readonly #reuse: boolean;
  readonly #used = new Set<string>();

  constructor({ codes = ['123456'], reuse = true }: MfaOptions = {}) {
    this.#codes = codes;
    this.#reuse = reuse;
  }

  /** Looks at a code that somebody gives as theirs. An accepted one counts as used, whatever comes of the call. */
  check(userArn: string, serial: string, code: string): 'accepted' | 'wrong-device' | 'wrong-code' {
    if (OWNERS.get(serial) !== userArn) return 'wrong-device';
    const use = `${serial} ${code}`;
    if (!this.#codes.includes(code) || (!this.#reuse && this.#used.has(use))) return 'wrong-code';
    this.#used.add(use);
    return 'accepted';
  }

  /** As if no code had been used yet. */
  reset(): void {
    this.#used.clear();
  }
}
