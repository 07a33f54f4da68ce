import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isShippable, shippedPackages } from '../bin/licences.mjs'

const root = join(import.meta.dirname, '..')
const packages = shippedPackages()

const importLine = /^(?:(?:import|export|\})[^'"\n]*\bfrom\s+|import\s+|@import\s+)['"]([^'"\n]+)['"]/gm

/** Packages that the window's sources import. */
function importedByWindow(): Set<string> {
  const folder = join(root, 'src/renderer/src')
  const names = new Set<string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!/\.(ts|vue|css)$/.test(entry.name) || entry.name.endsWith('.test.ts')) continue
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    for (const [, specifier = ''] of text.matchAll(importLine)) {
      const [scope = '', name = ''] = specifier.split('/')
      if (/^([.~]|@shared$|@$)/.test(scope)) continue
      names.add(scope.startsWith('@') ? `${scope}/${name}` : scope)
    }
  }
  return names
}

describe('licences of what is shipped', () => {
  it('all allow it', () => {
    expect(packages.filter(({ licence }) => !isShippable(licence))).toEqual([])
    expect(packages.length).toBeGreaterThan(100)
  })

  it.each(['GPL-3.0-only', 'AGPL-3.0', 'UNLICENSED', 'unknown', 'MIT AND GPL-2.0'])(
    'would not pass for %s',
    licence => {
      expect(isShippable(licence)).toBe(false)
    }
  )

  it('counts every package that the window imports', () => {
    const known = new Set(packages.map(({ name }) => name))
    // Only turned into plain CSS by the build; none of its own code is shipped.
    const buildTime = new Set(['tailwindcss'])
    expect([...importedByWindow()].filter(name => !known.has(name) && !buildTime.has(name))).toEqual([])
  })

  it('are listed for the About page as they are locked (node bin/licences.mjs)', () => {
    expect(JSON.parse(readFileSync(join(root, 'resources/licences.json'), 'utf8'))).toEqual(packages)
  })
})
