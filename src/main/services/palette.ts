import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'

const paletteSchema = v.object({ classes: v.array(v.object({ color: v.string() })) })

/** Colours that new classes get, in turn. */
export async function readPalette(resourcesDir: string): Promise<readonly string[]> {
  const text = await readFile(join(resourcesDir, 'palettes/classes.json'), 'utf8')
  return v.parse(paletteSchema, JSON.parse(text)).classes.map(({ color }) => color)
}
