import { VitrineError } from '@shared/contract/errors'
import { argument, type Command } from '../command'

export const verify: Command = {
  name: 'verify',
  usage: 'PROJECT',
  summary: 'checks hashes, references and the database, and repairs what can be derived again',
  positionals: [1, 1],
  async run(args, { open, print, json }) {
    const client = await open(argument(args, 0))
    const { ok, checked, problems } = await client.projects.verify()
    const lines = problems.map(
      ({ code, message, repaired }) => `${repaired ? 'repaired' : 'PROBLEM'} ${code}: ${message}`
    )
    const summary = `${checked.objects} objects, ${checked.rows} rows checked: ${ok ? 'sound' : 'not sound'}`
    print({ ok, checked, problems }, [...lines, summary].join('\n'))
    // The document is printed; the exit code says the rest.
    if (!ok && json) process.exitCode = 1
    else if (!ok) throw new VitrineError('CORRUPT', 'The project needs attention.')
  }
}
