import type { SandboxRequest } from './service.ts';

/** How a sandbox is started. */
export interface SandboxOptions {
  /** TCP port on 127.0.0.1. Default 0: any free one. */
  port?: number;
  /** JSON file that keeps the state; made from the seed when missing, shared with other sandboxes. Absent: memory. */
  stateFile?: string;
  /** What the sandbox's clock goes by: `Date` of every answer, signatures, sessions. Default: the real time. */
  now?: () => Date;
  /**
   * Takes signatures of any time, so that a client whose clock knows nothing of `wait` asks once and not twice. Default
   * false, as on AWS: with more than 15 minutes in between a request is refused, and SDKs repeat it by the answer's
   * `Date`.
   */
  anySignatureAge?: boolean;
  /** Most items in one page of a Describe answer, also when the caller asks for more. Default: no such limit. */
  pageSize?: number;
  /** The codes that the MFA devices accept. Default: `123456` alone. */
  mfaCodes?: readonly string[];
  /** Whether a device accepts a code again within the 30 seconds in which it shows it. Default false, as on AWS. */
  mfaReuse?: boolean;
  /** Whether EC2 refuses requests that come faster than AWS lets them. Default false. */
  requestLimits?: boolean;
  /** What goes wrong with which calls, as docs/sandbox-faults.md has it; checked strictly. Default: nothing. */
  faults?: unknown;
  /** Called as each request arrives, before it is looked at; the answer waits for the returned promise. */
  onRequest?: (request: SandboxRequest) => void | Promise<void>;
}
