import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { userCache } from '../provision/engine-release.mjs'
import { engineStatus, provisionEngine } from '../provision/engine.mjs'
import { say } from './root.mjs'

/** Remembers why it failed, so that every start doesn't try (and wait) again; `vitrine engine install` does. */
const failure = join(userCache(), 'engine-failed.txt')

/** Provides the native engine on the first run where that can be done; else says in one sentence that wasm trains. */
export async function ensureEngine() {
  const status = engineStatus()
  if (status.available || process.env.VITRINE_ENGINE === 'wasm') return
  if (status.downloadBytes === null) return say(status.reason)
  if (existsSync(failure))
    return say(`training on wasm: ${readFileSync(failure, 'utf8').trim()} (vitrine engine install tries again)`)
  say(`fetching TensorFlow, ${Math.round(status.downloadBytes / 1e6)} MB, once for all projects`)
  let last = ''
  try {
    await provisionEngine({
      onProgress: ({ message, done, total }) => {
        // One line per tenth: this also runs where nobody watches.
        const line = total ? `${message} ${Math.floor((done / total) * 10) * 10} %` : message
        if (line !== last) say((last = line))
      }
    })
  } catch (error) {
    const reason = error.message.split('\n').join(' ')
    mkdirSync(dirname(failure), { recursive: true })
    writeFileSync(failure, reason)
    say(`training on wasm: ${reason}`)
  }
}
