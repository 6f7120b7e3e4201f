import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Standard output belongs to the protocol: a stray line there ends the conversation with the host.
const noStdout = {
  selector: "MemberExpression[object.name='process'][property.name='stdout']",
  message: 'Standard output is for src/bin.ts, src/cli and src/transports only.',
};

// Time and chance come in as arguments, or a decision cannot be tested.
const noClock = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'core has no clock: take `now` as a parameter.',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'core has no clock.' },
  { selector: "CallExpression[callee.name='Date']", message: 'core has no clock.' },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'core leaves nothing to chance.',
  },
];

const noProcess = ['process', 'fetch', 'setTimeout', 'setInterval', 'performance', 'crypto'].map((name) => ({
  name,
  message: 'core has no clock and no I/O.',
}));

// The two quotes look alike, and only one of them masks what looks like a secret. An approval shows names and
// descriptions exactly as they are in AWS, or a person could not tell what they approve; everywhere else a text may come
// from whoever calls, and a secret may have been pasted into it.
const noUnmaskedQuote = {
  regex: '(^|/)text/escape\\.ts$|^\\./escape\\.ts$',
  importNames: ['quote'],
  message: 'It repeats secrets. Use quoteMasked of #core/text/redact.ts; only approvals show text as it is.',
};

export default defineConfig(
  globalIgnores(['dist', 'reports', 'coverage', '.venv']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-control-regex': 'error',
      'no-empty': 'error',
      'no-irregular-whitespace': 'error',
      'no-misleading-character-class': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', noStdout],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/prefer-readonly': 'error',
      // An async function without await is how a handler meets a type that asks for a promise.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/core/approval/**', 'src/core/text/escape.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [noUnmaskedQuote] }] },
  },
  {
    files: ['src/core/**'],
    rules: {
      'no-restricted-syntax': ['error', noStdout, ...noClock],
      'no-restricted-globals': ['error', ...noProcess],
    },
  },
  {
    files: ['src/bin.ts', 'src/cli/**', 'src/transports/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // The SDK's types leave more open than AWS answers; the cast stays at that edge.
    files: ['src/aws/**'],
    rules: { '@typescript-eslint/consistent-type-assertions': 'off' },
  },
  {
    // Tests hand over wrong values on purpose and read answers whose shape they are about to assert.
    files: ['**/*.test.ts', 'test/**'],
    rules: {
      'no-restricted-syntax': 'off',
      'no-restricted-globals': 'off',
      '@typescript-eslint/consistent-type-assertions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    // Scripts are programs for a terminal.
    files: ['scripts/**'],
    rules: { 'no-console': 'off', 'no-restricted-syntax': 'off' },
  },
);
