import * as v from 'valibot'
import { VitrineError } from '@shared/contract/errors'
import { verifyReportSchema } from '@shared/contract/projects'
import { argument, type Command } from '../command'
import { followJob } from '../jobs'

export const verify: Command = {
  name: 'verify',
  usage: 'PROJECT',
  summary: 'checks hashes, references and the database, and repairs what can be derived again',
  positionals: [1, 1],
  async run(args, context) {
    const client = await context.open(argument(args, 0))
    const { jobId } = await client.projects.verify()
    const { result } = await followJob(client, jobId, context)
    const { ok, checked, problems } = v.parse(verifyReportSchema, result)
    const lines = problems.map(
      ({ code, message, repaired }) => `${repaired ? 'repaired' : 'PROBLEM'} ${code}: ${message}`
    )
    const summary = `${checked.objects} objects, ${checked.rows} rows checked: ${ok ? 'sound' : 'not sound'}`
    context.print({ ok, checked, problems }, [...lines, summary].join('\n'))
    // The document is printed; the exit code says the rest.
    if (!ok && context.json) process.exitCode = 1
    else if (!ok) throw new VitrineError('CORRUPT', 'The project needs attention.')
  }
}
