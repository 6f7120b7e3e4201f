import type { TargetKind } from '#core/targets/found-target.ts';
import { parseSecurityGroupId, type SecurityGroupId } from '#core/identifiers/ids.ts';
import type { TargetName } from '#core/targets/target.ts';
import { unexpectedResponse } from '#aws/errors/unexpected-response.ts';

/** The groups of an answer, each once; what AWS leaves out are none. */
export function parseGroupIds(ids: readonly (string | undefined)[] = []): SecurityGroupId[] {
  return [...new Set(ids)].map((id) => {
    try {
      return parseSecurityGroupId(id);
    } catch {
      throw unexpectedResponse(`with ${id ?? 'nothing'} in the place of a security group's id`);
    }
  });
}

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export function tagOf(tags: readonly Tag[] | undefined, key: string): string | null {
  return tags?.find(({ Key }) => Key === key)?.Value ?? null;
}

/** A port that AWS told; some services say 0 where there is none yet. */
export const toPort = (port: number | undefined): number | null => port || null;

/** What a service knows a thing of its own by. */
export interface KnownResource {
  readonly kind: TargetKind;
  readonly id: string;
  readonly arn: string | undefined;
  readonly hosts?: readonly (string | undefined)[];
  /** The service takes `A` and `a` for the same. Default: not. */
  readonly anyCase?: boolean;
}

/** Whether it is the very thing that was named; nothing is found by a part of its name. */
export function matchesTargetName(
  name: TargetName,
  { kind, id, arn, hosts = [], anyCase = false }: KnownResource,
): boolean {
  switch (name.kind) {
    case 'name':
      return name.name === id || (anyCase && name.name.toLowerCase() === id.toLowerCase());
    case 'arn':
      return name.of === kind && name.text === arn;
    case 'host':
      return hosts.some((host) => host?.toLowerCase() === name.host);
    default:
      return false;
  }
}

/** For a filter of EC2's, in which `*`, `?` and `\` have a meaning: at least all that is looked for passes. */
export const toFilterValue = (text: string): string => text.replace(/[\\*?]/g, '?');
