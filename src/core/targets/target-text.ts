import type { Target, TargetKind } from './found-target.ts';
import { visible } from '#core/text/visible.ts';

const WORDS: Readonly<Record<TargetKind, string>> = {
  security_group: 'security group',
  instance: 'instance',
  network_interface: 'network interface',
  database: 'database',
  database_cluster: 'database cluster',
  cache: 'cache',
  replication_group: 'replication group',
  serverless_cache: 'serverless cache',
  load_balancer: 'load balancer',
  function: 'function',
};

/** Most of a stranger's text that a sentence repeats: characters. */
const SHOWN = 100;

/** Most groups of a list that people choose from, and of things that are named beside one. */
const CHOICES = 10;
const BESIDE = 3;

/** `instance i-0123… ("web-1")`, safe to show. */
export function targetText({ kind, id, name }: Target): string {
  return `${WORDS[kind]} ${visible(id, SHOWN)}${calledOf({ id, name })}`;
}

function calledOf({ id, name }: Pick<Target, 'id' | 'name'>): string {
  return name === null || name === id ? '' : ` ("${visible(name, SHOWN)}")`;
}

/** A line for each group, with what is in it, in the order in which they were found. */
export function groupChoices(found: readonly Target[]): string[] {
  const groups = [...new Set(found.flatMap((target) => target.groups))];
  const lines = groups.slice(0, CHOICES).map((group) => {
    const holders = found.filter((target) => target.groups.includes(group));
    const own = holders.find((target) => target.kind === 'security_group');
    const others = holders.filter((target) => target !== own).map(targetText);
    const more = others.length > BESIDE ? [`and ${others.length - BESIDE} more`] : [];
    const of = others.length === 0 ? '' : `: of ${[...others.slice(0, BESIDE), ...more].join(', ')}`;
    return `${group}${own ? calledOf(own) : ''}${of}`;
  });
  return groups.length > CHOICES ? [...lines, `and ${groups.length - CHOICES} more`] : lines;
}
