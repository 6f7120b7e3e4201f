/**
 * Tokens of common services, which need not look random to us, as sources of regular expressions. Each has a beginning
 * of its own that no ordinary text has.
 */
export const SERVICE_TOKENS: readonly string[] = [
  // Slack, GitHub, GitLab, Stripe, Google, SendGrid, npm, PyPI, DigitalOcean, Hugging Face, Shopify, Vault, Atlassian.
  'xox[abceoprs]-[\\w-]{10,}',
  'xapp-[\\w-]{10,}',
  'gh[opsur]_[A-Za-z0-9]{20,}',
  'github_pat_\\w{20,}',
  'glpat-[\\w-]{16,}',
  '[rs]k_(?:live|test)_[A-Za-z0-9]{16,}',
  'sk-(?=[\\w-]*\\d)(?=[\\w-]*[A-Z])[\\w-]{20,}',
  'AIza[\\w-]{30,}',
  'ya29\\.[\\w-]{20,}',
  'SG\\.[\\w-]{16,}\\.[\\w-]{16,}',
  'npm_[A-Za-z0-9]{30,}',
  'pypi-AgE[\\w-]{20,}',
  'do[opr]_v1_[0-9a-f]{40,}',
  'hf_[A-Za-z0-9]{20,}',
  'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{20,}',
  'hvs\\.[\\w-]{20,}',
  'ATATT3[\\w=-]{20,}',
  'AGE-SECRET-KEY-1[A-Z0-9]{20,}',
  'PMAK-[0-9a-f-]{30,}',
  'lin_api_[A-Za-z0-9]{20,}',
  '-----BEGIN[ A-Z]*PRIVATE KEY',
].map((token) => `(?<![A-Za-z0-9])${token}`);

/** A key, or a digest that nobody reads. */
export const LONG_HEX = /(?<![0-9A-Za-z])(?=\d*[A-F])(?=[A-F]*\d)[0-9A-F]{40,}(?![0-9A-Za-z])/i;
