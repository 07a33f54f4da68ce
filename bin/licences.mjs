// Which packages are shipped, and under which licences: `node bin/licences.mjs` writes resources/licences.json.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './setup/root.mjs'

/** Development packages whose code ends up in the built window. */
const bundled = [
  '@fontsource-variable/inter',
  '@fontsource-variable/jetbrains-mono',
  '@lucide/vue',
  '@tanstack/vue-virtual',
  '@vueuse/core',
  'dompurify',
  'echarts',
  'openseadragon',
  'pinia',
  'rbush',
  'reka-ui',
  'vue',
  'vue-echarts',
  'vue-router'
]

/** Licences that Vitrine (MIT) may be shipped with. LGPL: libvips, as a library of its own that the user can replace. */
export const shippable = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
  'Zlib',
  'LGPL-3.0-or-later',
  'MPL-2.0'
]

/** `(MPL-2.0 OR Apache-2.0)` may be shipped if one of the choices may; `A AND B` if both. */
export function isShippable(licence) {
  const expression = licence.replace(/[()]/g, '')
  return expression.split(' OR ').some(choice => choice.split(' AND ').every(part => shippable.includes(part.trim())))
}

/** Every shipped package of the lock file, its optional ones for other systems included. */
export function shippedPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const own = packages['']
  const found = new Map()
  /** As Node resolves: in the package's own folder first, then in those above. */
  function locate(name, from) {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const path = `${folder}${folder ? '/' : ''}node_modules/${name}`
      if (packages[path]) return path
      if (folder === '') return null
    }
  }
  function visit(name, from) {
    const path = locate(name, from)
    if (!path || found.has(path)) return
    const entry = packages[path]
    // An override may put another package in a place: its own name counts.
    found.set(path, { name: entry.name ?? name, version: entry.version, licence: entry.license ?? 'unknown' })
    for (const needed of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) visit(needed, path)
  }
  for (const name of [...Object.keys({ ...own.dependencies, ...own.optionalDependencies }), ...bundled]) visit(name, '')
  const all = [...found.values()].sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version))
  return all.filter((entry, at) => entry.name !== all[at - 1]?.name || entry.version !== all[at - 1]?.version)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(join(root, 'resources/licences.json'), `${JSON.stringify(shippedPackages(), null, 2)}\n`)
}
