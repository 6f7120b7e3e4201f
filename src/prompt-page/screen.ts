import { type Html, html } from './html.ts';
import { styleElement } from '#prompt-page/styles/index.ts';

/** What one page says. */
export interface Screen {
  readonly heading: string;
  readonly body: Html;
  /** Something was wrong with what was sent; said first, since a title is what is read out first. */
  readonly failed?: boolean;
}

export function renderScreen({ heading, body, failed = false }: Screen): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${failed ? 'Not accepted: ' : ''}${heading} – awswhitelist</title>
        ${styleElement}
      </head>
      <body>
        <div class="column">
          <header>awswhitelist</header>
          <main>${body}</main>
        </div>
      </body>
    </html> `;
}

/** A page that only says something: sentences, and markup as it is. */
export function createMessageScreen(heading: string, ...parts: readonly (string | Html)[]): Screen {
  const body = html`<div class="card">
    <h1>${heading}</h1>
    ${parts.map((part) => (typeof part === 'string' ? html`<p>${part}</p>` : part))}
  </div>`;
  return { heading, body };
}
