import { SETTINGS } from '#core/policy/settings.ts';

/** Examples of values where the table of settings has words only. */
const EXAMPLES: Readonly<Record<string, string>> = {
  allowed_security_groups: '["sg-0123abcd", "web-*", "tag:env=staging"]',
  allowed_ip_ranges: '["203.0.113.0/24", "2001:db8::/48"]',
  allowed_ports: '[443, "8000-8010/tcp", "postgres"]',
  sensitive_ports: '[{ "port": "postgres", "min_prefix_length": { "ipv4": 32 }, "confirm": true }]',
  rate_limit_per_minute: '10',
  max_rule_duration_hours: '12',
};

const settings = SETTINGS.filter(({ key }) => key !== 'enable_audit_logging')
  .map(({ key, unless, means }) => `    // ${means}\n    // "${key}": ${EXAMPLES[key] ?? unless},\n`)
  .join('\n');

/** What `awswhitelist config init` writes: it sets nothing, and explains what can be set. */
export const FIRST_CONFIG = `// The config file of awswhitelist: JSON, in which comments and trailing commas are fine.
// "awswhitelist config check" tells the mistakes in it. A running server reads it anew when it is restarted.
{
  // What a call leaves out.
  "default_parameters": {
    // "region": "us-east-1",
    // "port": 443,
  },

  // Whose credentials to use, each under a name that a call can give as "profile". "default" is for calls that name none.
  "credential_profiles": [
    // { "name": "default", "aws_profile_name": "staging" },
  ],

  // What may be changed, whoever asks. The values are those that hold where nothing is said, or examples.
  "security_settings": {
${settings}  },

  // Access that belongs to somebody and ends.
  "grants": {
    // "default_expires_in": "2h",
  },
}
`;
