import { LOG_LEVELS, type LogLevel } from '#core/log-level.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';

export type Level = readonly [level: LogLevel, warnings: readonly string[]];

interface Said {
  readonly flags: { readonly verbose?: boolean | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `-v` means debug; else AWS_WHITELIST_LOG_LEVEL in either case, with Python's names for the levels. */
export function logLevelOf({ flags, env }: Said): Level {
  if (flags.verbose) return ['debug', []];
  const text = (env['AWS_WHITELIST_LOG_LEVEL'] ?? 'warning').toLowerCase();
  const aliases = new Map<string, LogLevel>([
    ['warn', 'warning'],
    ['critical', 'error'],
  ]);
  const level = LOG_LEVELS.find((known) => known === text) ?? aliases.get(text);
  if (level) return [level, []];
  const near = closestMatch(text, LOG_LEVELS);
  const meant = near === null ? '' : `; did you mean ${near.toUpperCase()}?`;
  return [
    'warning',
    [`AWS_WHITELIST_LOG_LEVEL is not one of ${LOG_LEVELS.join(', ').toUpperCase()}${meant}`],
  ];
}
