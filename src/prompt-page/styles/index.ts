import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { html, styleSheet } from '#prompt-page/html.ts';

// The build puts the text of the file in the place of each call: scripts/build/inline-text.ts.
const frame = readFileSync(new URL('./frame.css', import.meta.url), 'utf8');
const content = readFileSync(new URL('./content.css', import.meta.url), 'utf8');
const form = readFileSync(new URL('./form.css', import.meta.url), 'utf8');
const change = readFileSync(new URL('./change.css', import.meta.url), 'utf8');

/** The one style of every page, inline: pages load nothing. */
export const styleElement = html`<style>
  ${[frame, content, form, change].map(styleSheet)}
</style>`;

const sentText = styleElement.toString().replace(/^<style>|<\/style>$/g, '');

/** How the content security policy names it. */
export const styleCspSource = `'sha256-${createHash('sha256').update(sentText).digest('base64')}'`;
