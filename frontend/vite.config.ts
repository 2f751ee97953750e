import { gzipSync } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig, type Plugin } from 'vite'
import solid from 'vite-plugin-solid'

/** Small things that the first page shows whatever is on it: in files of their own they weigh half as much again. */
const firstPage =
  /src\/(ui\/(tile-grid|segments|search-field|figure|see-all|condition|panel|tone|gate-icon|sparkline|theme)|live\/(trouble|after-burst|burst)|words\/(machine-words|stay-words|stay-icon|severity)|families\/(registry|gate\/(gate-words|attention)|ozone\/(ozone-headline|machine-state)|water\/water-headline)|api\/data-of|site\/(site|alarm-lines)|console\/(initials|theme-context|machine-state|shell\/destinations))\.tsx?$/

const hubUrl = process.env['PALANG_HUB_URL'] ?? 'http://127.0.0.1:8000'

/** Every surface is served from its own folder, so its page is called index.html there. */
function pageAsIndex(page: string): Plugin {
  return {
    name: 'palang:page-as-index',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const html = bundle[page]
      if (html !== undefined && page !== 'index.html') html.fileName = 'index.html'
    },
  }
}

/** Below this a page of the network is sent either way. Bytes. */
const compressedFrom = 1_024

/**
 * Leaves `<file>.gz` beside each text the browser loads, which the hub sends instead: a third of the bytes, packed once. gzip only,
 * because browsers take nothing better without TLS.
 */
function compressed(): Plugin {
  return {
    name: 'palang:compressed',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          const content = file.type === 'chunk' ? file.code : file.source
          if (!/\.(js|css|html|svg)$/.test(file.fileName) || content.length < compressedFrom) continue
          this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: gzipSync(content, { level: 9 }) })
        }
      },
    },
  }
}

/** `vite build` makes the console, `vite build --mode kiosk` the kiosk; the dev server serves both pages. */
export default defineConfig(({ mode }) => {
  const surface = mode === 'kiosk' ? 'kiosk' : 'console'
  const page = surface === 'kiosk' ? 'kiosk.html' : 'index.html'
  return {
    root: import.meta.dirname,
    // A controller may serve its kiosk below any path; the console's routes need an absolute base.
    base: surface === 'kiosk' ? './' : '/',
    plugins: [solid(), tailwindcss(), pageAsIndex(page), ...(surface === 'console' ? [compressed()] : [])],
    server: {
      port: 5173,
      strictPort: true,
      proxy: {
        '/api': { target: hubUrl },
        '/ws': { target: hubUrl, ws: true },
      },
    },
    build: {
      outDir: `dist/${surface}`,
      emptyOutDir: true,
      target: 'es2022',
      // Nothing is inlined: the pages are served under a content security policy without data: or inline code.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: page,
        // Icons are a few hundred bytes each; a file for every one costs more than it saves. Those of few pages come with the pages.
        output: {
          codeSplitting: {
            groups: [
              { name: 'icons', test: /lucide-solid/, minShareCount: 4 },
              ...(surface === 'console' ? [{ name: 'first-page', test: firstPage }] : []),
            ],
          },
        },
      },
    },
  }
})
