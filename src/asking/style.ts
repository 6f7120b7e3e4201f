import { createHash } from 'node:crypto';
import { html } from './html.ts';

/** The one style of every page, inline: pages load nothing. */
export const style = html`<style>
  :root {
    color-scheme: light dark;
    --back: #f4f5f7;
    --card: #ffffff;
    --text: #1b1f24;
    --soft: #545d68;
    --line: #d5d9df;
    --field: #737b86;
    --accent: #0b57d0;
    --accent-over: #0847ad;
    --on-accent: #ffffff;
    --bad: #b3261e;
    --bad-back: #fdf1f0;
    --good: #146c2e;
    --quote: #f6f7f9;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --back: #111418;
      --card: #1a1e24;
      --text: #e7eaee;
      --soft: #a6afba;
      --line: #343b45;
      --field: #87909c;
      --accent: #8ab4f8;
      --accent-over: #aecbfa;
      --on-accent: #0b1f3f;
      --bad: #f6aea9;
      --bad-back: #2c1a1b;
      --good: #81c995;
      --quote: #14181d;
    }
  }
  * {
    box-sizing: border-box;
  }
  body {
    margin: 0;
    padding: 1.5rem 1rem 3rem;
    background: var(--back);
    color: var(--text);
    font:
      1rem/1.5 system-ui,
      sans-serif;
    overflow-wrap: anywhere;
  }
  .column {
    max-width: 40rem;
    margin: 0 auto;
  }
  header {
    margin: 0 0 1rem;
    color: var(--soft);
    font-weight: 600;
  }
  .card {
    margin: 0 0 1.25rem;
    padding: 1.5rem;
    border: 1px solid var(--line);
    border-radius: 0.75rem;
    background: var(--card);
  }
  h1 {
    margin: 0 0 0.5rem;
    font-size: 1.625rem;
    line-height: 1.25;
    letter-spacing: -0.01em;
  }
  h2 {
    margin: 0 0 0.5rem;
    font-size: 1.1875rem;
    line-height: 1.3;
  }
  p {
    margin: 0 0 1rem;
  }
  p:last-child {
    margin-bottom: 0;
  }
  .soft,
  .hint {
    color: var(--soft);
  }
  .hint {
    margin: 0 0 0.375rem;
    font-size: 0.9375rem;
  }
  code,
  .quote dt,
  .quote dd,
  input.code {
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  }
  code {
    font-size: 0.9375em;
  }
  .calls {
    margin: 0 0 1.5rem;
    padding: 0;
    list-style: none;
  }
  .quote {
    margin: 0 0 0.75rem;
    padding: 0.75rem 1rem;
    border: 1px solid var(--line);
    border-left: 0.25rem solid var(--field);
    border-radius: 0.375rem;
    background: var(--quote);
    font-size: 0.9375rem;
  }
  .quote p {
    margin: 0;
    font-weight: 600;
  }
  .quote dl {
    display: grid;
    grid-template-columns: minmax(6rem, auto) 1fr;
    gap: 0.125rem 1rem;
    margin: 0.375rem 0 0;
  }
  .quote dt {
    color: var(--soft);
  }
  /* Piled-up accents stay inside. */
  .quote dt,
  .quote dd {
    margin: 0;
    min-width: 0;
    font-size: 0.875rem;
    line-height: 1.6;
    overflow: hidden;
  }
  fieldset {
    min-width: 0;
    margin: 0 0 1.25rem;
    padding: 0;
    border: 0;
  }
  legend {
    margin: 0 0 0.5rem;
    padding: 0;
    font-weight: 600;
  }
  .choice {
    display: flex;
    gap: 0.75rem;
    align-items: flex-start;
    margin: 0 0 0.5rem;
    padding: 0.625rem 0.875rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    cursor: pointer;
  }
  .choice:hover {
    border-color: var(--field);
  }
  .choice:has(input:checked) {
    border-color: var(--accent);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .choice input {
    flex: none;
    width: 1.125rem;
    height: 1.125rem;
    margin: 0.1875rem 0 0;
    accent-color: var(--accent);
  }
  .choice span {
    min-width: 0;
  }
  .choice small {
    display: block;
    color: var(--soft);
    font-size: 0.9375rem;
  }
  .field {
    margin: 0 0 1.125rem;
  }
  .field label {
    display: block;
    margin: 0 0 0.25rem;
    font-weight: 600;
  }
  .field input {
    width: 100%;
    padding: 0.5625rem 0.75rem;
    border: 1px solid var(--field);
    border-radius: 0.375rem;
    background: var(--card);
    color: inherit;
    font: inherit;
  }
  .field input[aria-invalid] {
    border: 2px solid var(--bad);
  }
  .field input.short {
    max-width: 14rem;
  }
  .field input.code {
    max-width: 10rem;
    font-size: 1.375rem;
    letter-spacing: 0.2em;
  }
  .wrong {
    margin: 0 0 0.375rem;
    color: var(--bad);
    font-weight: 600;
  }
  .problems {
    margin: 0 0 1.25rem;
    padding: 1rem 1.25rem;
    border: 2px solid var(--bad);
    border-radius: 0.5rem;
    background: var(--bad-back);
  }
  .problems h2 {
    color: var(--bad);
  }
  .problems ul {
    margin: 0;
    padding: 0 0 0 1.125rem;
  }
  .problems a {
    color: var(--bad);
    font-weight: 600;
  }
  @supports selector(:has(*)) {
    form:has(.choice) .keys {
      display: none;
    }
    form:has(.choice .paste:checked) .keys {
      display: block;
    }
  }
  .facts {
    margin: 0 0 1.25rem;
  }
  .facts dt {
    color: var(--soft);
    font-size: 0.9375rem;
  }
  .facts dd {
    margin: 0 0 0.75rem;
    font-weight: 600;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
    margin: 1.5rem 0 0;
  }
  button {
    min-height: 2.75rem;
    padding: 0.5rem 1.25rem;
    border: 1px solid var(--field);
    border-radius: 0.5rem;
    background: var(--card);
    color: var(--text);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  button:hover {
    border-color: var(--text);
  }
  button.first {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  button.first:hover {
    border-color: var(--accent-over);
    background: var(--accent-over);
  }
  a {
    color: var(--accent);
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  footer {
    color: var(--soft);
    font-size: 0.9375rem;
  }
  @media (max-width: 30rem) {
    body {
      padding: 1rem 0.75rem 2rem;
    }
    .card {
      padding: 1.125rem 1rem;
    }
    .quote dl {
      display: block;
    }
    .quote dd {
      margin: 0 0 0.375rem;
    }
    button {
      flex: 1 1 100%;
    }
  }
</style>`;

const css = style.toString().replace(/^<style>|<\/style>$/g, '');

/** How the content security policy names it. */
export const styleSource = `'sha256-${createHash('sha256').update(css).digest('base64')}'`;
