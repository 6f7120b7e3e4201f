import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { FIRST_ENVIRONMENT } from './first-environment.ts';

// Test files follow one another in the same process: none may find what an earlier one left behind.
vi.useRealTimers();
vi.unstubAllEnvs();
for (const name of Object.keys(process.env)) {
  if (!(name in FIRST_ENVIRONMENT)) delete process.env[name];
}
Object.assign(process.env, FIRST_ENVIRONMENT);

// A developer's own AWS settings, proxies and home folder must not decide a test, nor be written to by one.
const foreign = /^(aws_.*|(https?|all|no)_proxy|xdg_.*_home)$/i;
for (const name of Object.keys(process.env)) {
  if (foreign.test(name)) delete process.env[name];
}

const home = mkdtempSync(join(tmpdir(), 'awswhitelist-test-home-'));
process.env['HOME'] = home;
process.env['AWS_CONFIG_FILE'] = join(home, 'no-such-config');
process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(home, 'no-such-credentials');
// The metadata address lies outside the loopback.
process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

afterAll(() => {
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});
