import type { SandboxKey } from './public-names.ts';
import { SEED_REGION } from './regions.ts';

/** Variables with which any AWS tool uses the sandbox with this key. */
export function environment(endpoint: string, key: SandboxKey): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    // A token left over from other credentials would spoil these; every tool takes an empty one for none.
    AWS_SESSION_TOKEN: '',
    AWS_REGION: SEED_REGION,
    AWS_DEFAULT_REGION: SEED_REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
