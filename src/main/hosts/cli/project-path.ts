import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** The folder that a PROJECT on the command line means: `vitrine new Coats` has made `Coats.vitrine`. */
export function projectPath(given: string): string {
  const path = resolve(given)
  const named = `${path}.vitrine`
  return !existsSync(path) && existsSync(named) ? named : path
}
