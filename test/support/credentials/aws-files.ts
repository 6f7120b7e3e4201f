import type { FilesRow } from '#test/sources/aws-files.rows.ts';

/** The admin's key of the sandbox, which is no secret. */
const K1 =
  'aws_access_key_id = AKIASANDBOXADMIN2222\naws_secret_access_key = sandbox/not+a+real+secret/admin/00000000';

/** The files of a row, by name, as they are to be written. */
export function encodeFiles({ config, credentials, inUtf16 }: FilesRow): [name: string, content: Buffer][] {
  return Object.entries({ config, credentials }).flatMap(([name, text]) => {
    if (text === undefined) return [];
    const whole = `${text.replaceAll('K1', K1)}\n`;
    return [[name, inUtf16 === name ? Buffer.from(`\uFEFF${whole}`, 'utf16le') : Buffer.from(whole)]];
  });
}
