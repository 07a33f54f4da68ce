import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm'
}

/**
 * Serves the built renderer. The folder is listed once: a request can only name a file that was there at the start, so
 * that no path ever comes from a URL. Paths without an extension are the renderer's own routes and get the page.
 */
export async function createStaticHandler(directory: string): Promise<(request: Request) => Promise<Response>> {
  const files = new Map<string, string>()
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    files.set('/' + relative(directory, file).split(sep).join('/'), file)
  }
  return async request => {
    const path = new URL(request.url).pathname
    const file = files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined)
    if (!file) return new Response('Not found', { status: 404 })
    return new Response(await readFile(file), {
      headers: {
        'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
        // Built assets carry a content hash in their names; the page itself must be asked for again.
        'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
      }
    })
  }
}
