import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const shared = join(import.meta.dirname, '../src/shared')

/** Files and folders of src/shared in which everything that is exported says in a sentence what it is. */
const documented = [
  'contract/checkpoint.ts',
  'contract/engine.ts',
  'contract/engine-info.ts',
  'contract/engine-protocol.ts',
  'contract/model.ts',
  'contract/models.ts',
  'contract/training.ts',
  'domain/models'
]

function sourcesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(name => join(path, name))
}

/** Names of what a file exports without a TSDoc of its own. */
function undocumented(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  return source.statements.flatMap(statement => {
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
    const exported = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    if (!exported || ts.getJSDocCommentsAndTags(statement).length > 0) return []
    const line = source.getLineAndCharacterOfPosition(statement.getStart()).line + 1
    return [`${path}:${line}`]
  })
}

test.each(documented)('%s: everything that is exported says what it is', entry => {
  expect(sourcesIn(join(shared, entry)).flatMap(undocumented)).toEqual([])
})
