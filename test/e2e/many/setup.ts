import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '#sandbox/index.ts';

export const createAddresses = (count: number, network = '203.0.113') =>
  Array.from({ length: count }, (_, i) => `${network}.${i + 1}`);

/** The sandbox's own word on what is let in: a line for each rule, with its group's name. */
export async function listRules(sandbox: Sandbox): Promise<string[]> {
  const { regions } = await sandbox.state();
  return Object.entries(regions)
    .flatMap(([region, { groups }]) =>
      groups.flatMap(({ id, rules }) =>
        rules
          .filter(({ egress }) => !egress)
          .map(
            ({ protocol, fromPort, toPort, source }) =>
              `${region} ${id} ${protocol} ${fromPort}-${toPort} ${'cidr' in source ? source.cidr : source.id}`,
          ),
      ),
    )
    .sort();
}

/** So many groups with different rules in the two regions that the seed has, as targets of a call. */
export async function pickFiveGroups(sandbox: Sandbox): Promise<string[]> {
  const { regions, accountId } = await sandbox.state();
  const here = (regions['us-east-1']?.groups ?? []).slice(1, 4).map(({ id }) => id);
  const there = (regions['eu-west-1']?.groups ?? [])
    .slice(0, 2)
    .map(({ id }) => `arn:aws:ec2:eu-west-1:${accountId}:security-group/${id}`);
  return [...here, ...there];
}

export const filterChanges = ({ requests }: Sandbox) =>
  requests.filter(({ action }) => /^(?:Authorize|Revoke)/.test(action));

/** What a request takes on the way, so that a moment in its middle can be met. */
export const waitForTransit = () => sleep(15);
