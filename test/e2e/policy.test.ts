import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, inject, it } from 'vitest';
import { freshEnvironment, runProgram, temporaryFolder } from '#test/support/program/program.ts';

const env = freshEnvironment();
const run = (...line: string[]) => runProgram(line, { env });

describe('awswhitelist policy', () => {
  it("prints the guide's policy, to the letter", async () => {
    const wanted = readFileSync('test/fixtures/guide/minimal-policy.json', 'utf8');
    expect(await run('policy')).toEqual({ code: 0, signal: null, stdout: wanted, stderr: '' });
  });

  it('prints JSON alone on standard output, whatever else it has to say', async () => {
    const { code, stdout, stderr } = await run(
      'policy',
      '--for',
      'roles',
      'rule-ids',
      '--group',
      'sg-0123abcd',
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Without --region and --account, .*\nWithout --role, .*\n$/);
    const { Statement } = JSON.parse(stdout) as {
      Statement: { Action: string | string[]; Resource: unknown }[];
    };
    const writes = Statement.find(({ Action }) => Action.includes('ec2:RevokeSecurityGroupIngress'));
    expect(writes).toEqual({
      Effect: 'Allow',
      Action: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
      Resource: 'arn:aws:ec2:*:*:security-group/sg-0123abcd',
    });
  });

  it('ends with 2 and prints nothing for what it does not know', async () => {
    const { code, stdout, stderr } = await run('policy', '--for', 'rule-id');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Did you mean "rule-ids"?');
  });
});

describe('awswhitelist schema', () => {
  it('prints what is shipped beside the program, and a file may name it', async () => {
    const { code, stdout, stderr } = await run('schema');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const schema = JSON.parse(stdout) as object;
    const shipped = readFileSync(join(dirname(inject('packedBin')), '../config.schema.json'), 'utf8');
    expect(JSON.parse(shipped)).toEqual(schema);

    const folder = temporaryFolder();
    const file = { $schema: './config.schema.json', default_parameters: { region: 'eu-west-1' } };
    writeFileSync(join(folder, 'me.json'), JSON.stringify(file));
    expect(new Ajv2020({ allowUnionTypes: true }).validate(schema, file)).toBe(true);
    const listed = await runProgram(['list', '--json', '--sandbox', '-c', './me.json'], { env, cwd: folder });
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(listed.stdout)).toMatchObject({ region: 'eu-west-1' });
  });
});
