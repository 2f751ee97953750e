/** The API description as one page without scripts: it works offline and under the console's content policy. */
import { errorCatalogue } from '@palang/protocol'
import { html, raw } from 'hono/html'
import { methods, type ApiDocument, type Operation } from './api-document.ts'

type Html = ReturnType<typeof html>

const style = `
:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent);--soft:color-mix(in srgb,currentColor 6%,transparent)}
body{font:15px/1.55 Inter,system-ui,sans-serif;margin:0 auto;max-width:980px;padding:24px}
h2{margin:40px 0 8px;border-bottom:1px solid var(--line)}h4{margin:12px 0 4px}
nav a{margin-right:16px}code,pre{font:13px/1.5 ui-monospace,monospace}
pre{background:var(--soft);padding:12px;border-radius:8px;overflow:auto;max-height:420px}
details{border:1px solid var(--line);border-radius:8px;margin:8px 0;padding:8px 12px}
summary{cursor:pointer}summary b{display:inline-block;min-width:64px}
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid var(--line);padding:6px 8px;text-align:left;vertical-align:top}
`

/** The whole page. */
export function docsPage(document: ApiDocument): Html {
  const tags = document.tags.map(tag => tag.name)
  const entries = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap(method => {
      const operation = item?.[method]
      return operation === undefined ? [] : [{ path, method, operation }]
    }),
  )
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${document.info.title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <h1>${document.info.title} ${document.info.version}</h1>
        <p>${document.info.description}</p>
        <p>For programs: <a href="/api/openapi.json">openapi.json</a></p>
        <nav>${tags.map(tag => html`<a href="#${tag}">${tag}</a>`)}<a href="#errors">Errors</a><a href="#schemas">Schemas</a></nav>
        ${tags.map(
          tag =>
            html`<h2 id="${tag}">${tag}</h2>
              ${entries.filter(entry => entry.operation.tags?.includes(tag)).map(operationPart)}`,
        )}
        ${errorsPart()} ${schemasPart(document)}
      </body>
    </html>`
}

function operationPart({ path, method, operation }: { path: string; method: string; operation: Operation }): Html {
  return html`<details id="${operation.operationId ?? ''}">
    <summary><b>${method.toUpperCase()}</b> <code>${path}</code> · ${operation.summary}</summary>
    ${operation.description === undefined ? '' : html`<p>${operation.description}</p>`} ${parametersPart(operation)}
    ${
      operation.requestBody === undefined
        ? ''
        : html`<h4>Body</h4>
            ${contentPart(operation.requestBody)}`
    }
    <h4>Answers</h4>
    <table>
      ${Object.entries(operation.responses ?? {}).map(
        ([status, response]) =>
          html`<tr>
            <th>${status}</th>
            <td>${'description' in response ? response.description : ''}${Number(status) < 400 ? contentPart(response) : ''}</td>
          </tr>`,
      )}
    </table>
  </details>`
}

function parametersPart(operation: Operation): Html | string {
  const parameters = (operation.parameters ?? []).flatMap(parameter => ('name' in parameter ? [parameter] : []))
  if (parameters.length === 0) return ''
  return html`<h4>Parameters</h4>
    <table>
      ${parameters.map(
        parameter =>
          html`<tr>
            <td><code>${parameter.name}</code></td>
            <td>${parameter.in}${parameter.required === true ? ', required' : ''}</td>
            <td>${parameter.description ?? ''}</td>
          </tr>`,
      )}
    </table>`
}

function contentPart(holder: object): Html[] {
  const content: unknown = 'content' in holder ? holder.content : undefined
  if (typeof content !== 'object' || content === null) return []
  return Object.entries(content).map(([media, part]: [string, unknown]) => {
    const schema: unknown = typeof part === 'object' && part !== null && 'schema' in part ? part.schema : undefined
    const name = typeof schema === 'object' && schema !== null && '$ref' in schema ? String(schema.$ref).split('/').at(-1) : undefined
    if (name !== undefined) return html`<p><code>${media}</code> <a href="#schema-${name}">${name}</a></p>`
    return schema === undefined
      ? html`<p><code>${media}</code></p>`
      : html`<p><code>${media}</code></p>
          <pre>${JSON.stringify(schema, undefined, 1)}</pre>`
  })
}

function errorsPart(): Html {
  return html`<h2 id="errors">Errors</h2>
    <table>
      <tr>
        <th>code</th>
        <th>status</th>
        <th>meaning</th>
        <th>trying again can help</th>
      </tr>
      ${Object.entries(errorCatalogue).map(
        ([code, kind]) =>
          html`<tr id="error-${code}">
            <td><code>${code}</code></td>
            <td>${kind.status}</td>
            <td>${kind.title}</td>
            <td>${kind.retryable ? 'yes' : 'no'}</td>
          </tr>`,
      )}
    </table>`
}

function schemasPart(document: ApiDocument): Html {
  return html`<h2 id="schemas">Schemas</h2>
    ${Object.entries(document.components.schemas ?? {}).map(
      ([name, schema]) =>
        html`<details id="schema-${name}">
          <summary><code>${name}</code></summary>
          <pre>${JSON.stringify(schema, undefined, 1)}</pre>
        </details>`,
    )}`
}
