import { createHash } from 'node:crypto';
import { html } from '#prompt-page/html.ts';
import { change } from './change.ts';
import { content } from './content.ts';
import { form } from './form.ts';
import { frame } from './frame.ts';

/** The one style of every page, inline: pages load nothing. */
export const styleElement = html`<style>
  ${frame}${content}${form}${change}
</style>`;

const text = styleElement.toString().replace(/^<style>|<\/style>$/g, '');

/** How the content security policy names it. */
export const styleCspSource = `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
