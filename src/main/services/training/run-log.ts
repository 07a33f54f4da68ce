import { createWriteStream } from 'node:fs'
import { join } from 'node:path'

export interface RunLog {
  line(text: string): void
  close(): Promise<void>
}

/** `log.txt` in the run's folder; losing a line of it to a crash loses nothing that defines the run. */
export function createRunLog(folder: string, now: () => Date): RunLog {
  const stream = createWriteStream(join(folder, 'log.txt'), { flags: 'a' })
  // A full disk ends the log, not the training.
  stream.on('error', () => {})
  return {
    line: text => void stream.write(`${now().toISOString()} ${text}\n`),
    close: () => new Promise(done => stream.end(() => done()))
  }
}
