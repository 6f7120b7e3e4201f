import { hostFile } from '#test/interop/environment.ts';

/** Where a host is run: a home of its own, a model on loopback, and the server that it is to start. */
export interface HostPlace {
  readonly home: string;
  readonly modelUrl: string;
  /** The server's program and its first words. */
  readonly server: readonly [string, ...string[]];
}

/** One host, as somebody sets it up and asks it for something without sitting before it. */
export interface Host {
  readonly name: string;
  /** Its settings: what stands in which file of the home. */
  readonly files: (place: HostPlace) => Readonly<Record<string, string>>;
  readonly env: (place: HostPlace) => Readonly<Record<string, string>>;
  /** Its program and words, but for what it is asked, which comes last. */
  readonly command: (place: HostPlace) => readonly [string, ...string[]];
}

const mcpServers = ({ server: [command, ...args] }: HostPlace) => ({ aws: { command, args, trust: true } });

export const HOSTS: readonly Host[] = [
  {
    name: 'Gemini CLI',
    files: (place) => ({
      '.gemini/settings.json': JSON.stringify({
        security: { auth: { selectedType: 'gemini-api-key' } },
        privacy: { usageStatisticsEnabled: false },
        general: { disableAutoUpdate: true },
        mcpServers: mcpServers(place),
      }),
    }),
    env: ({ modelUrl }) => ({
      GEMINI_API_KEY: 'none',
      GOOGLE_GEMINI_BASE_URL: modelUrl,
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
    }),
    command: () => [
      process.execPath,
      hostFile('@google/gemini-cli/bundle/gemini.js'),
      ...['-m', 'gemini-2.5-flash', '--yolo', '-p'],
    ],
  },
  {
    name: 'Codex',
    files: ({ modelUrl, server: [command, ...args] }) => ({
      '.codex/config.toml': [
        'model = "scripted"',
        'model_provider = "scripted"',
        '[model_providers.scripted]',
        'name = "scripted"',
        `base_url = ${JSON.stringify(`${modelUrl}/v1`)}`,
        'env_key = "MODEL_KEY"',
        'wire_api = "responses"',
        '[mcp_servers.aws]',
        `command = ${JSON.stringify(command)}`,
        `args = ${JSON.stringify(args)}`,
        '',
      ].join('\n'),
    }),
    env: ({ home }) => ({ MODEL_KEY: 'none', CODEX_HOME: `${home}/.codex` }),
    command: () => [
      process.execPath,
      hostFile('@openai/codex/bin/codex.js'),
      ...['exec', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox'],
    ],
  },
  {
    name: 'OpenCode',
    files: ({ modelUrl, server }) => ({
      'opencode.json': JSON.stringify({
        autoupdate: false,
        share: 'disabled',
        model: 'scripted/scripted',
        small_model: 'scripted/scripted',
        provider: {
          scripted: {
            npm: '@ai-sdk/openai-compatible',
            name: 'scripted',
            options: { baseURL: `${modelUrl}/v1`, apiKey: 'none' },
            models: { scripted: { name: 'scripted', tool_call: true } },
          },
        },
        mcp: { aws: { type: 'local', command: server, enabled: true } },
      }),
    }),
    env: () => ({
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    }),
    // Its install script, which is not run, would only put this program into the package.
    command: () => [hostFile(`opencode-${process.platform}-${process.arch}/bin/opencode`), 'run'],
  },
  {
    name: 'Qwen Code',
    files: (place) => ({
      '.qwen/settings.json': JSON.stringify({
        security: { auth: { selectedType: 'openai' } },
        // With it, a model has to look for the tools first.
        permissions: { deny: ['tool_search'] },
        mcpServers: mcpServers(place),
      }),
    }),
    env: ({ modelUrl }) => ({
      OPENAI_API_KEY: 'none',
      OPENAI_BASE_URL: `${modelUrl}/v1`,
      OPENAI_MODEL: 'scripted',
    }),
    command: () => [process.execPath, hostFile('@qwen-code/qwen-code/cli.js'), '--yolo', '-p'],
  },
  {
    name: 'Continue',
    files: ({ modelUrl, server: [command, ...args] }) => ({
      // JSON is YAML.
      'config.yaml': JSON.stringify({
        name: 'scripted',
        version: '0.0.1',
        schema: 'v1',
        models: [
          {
            name: 'scripted',
            provider: 'openai',
            model: 'gpt-4o',
            apiBase: `${modelUrl}/v1`,
            apiKey: 'none',
            roles: ['chat'],
            capabilities: ['tool_use'],
          },
        ],
        mcpServers: [{ name: 'aws', type: 'stdio', command, args }],
      }),
    }),
    env: () => ({ CONTINUE_TELEMETRY_ENABLED: '0', CONTINUE_ALLOW_ANONYMOUS_TELEMETRY: '0' }),
    command: ({ home }) => [
      process.execPath,
      hostFile('@continuedev/cli/dist/cn.js'),
      ...['--config', `${home}/config.yaml`, '--auto', '-p'],
    ],
  },
];
