import { css } from '#prompt-page/html.ts';

/** Colours, the column, headings and links. */
export const frame = css`
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
    display: flex;
    gap: 0.5rem;
    align-items: center;
    margin: 0 0 1rem;
    font-weight: 600;
  }
  header::before {
    content: '';
    width: 0.25rem;
    height: 1rem;
    border-radius: 0.125rem;
    background: var(--accent);
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
  h1.lone {
    margin: 0 0 1rem;
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
  a {
    color: var(--accent);
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  /* It is in focus so that it is read out first; nobody comes back to it with the keyboard. */
  .problems:focus-visible {
    outline: none;
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
  }
`;
