import { parseArgs } from 'node:util'
import { parseError, VitrineError, type ErrorBody } from '@shared/contract/errors'
import { guardProcess } from '../guard'
import { stderrLog } from '../surroundings'
import { UsageError, type Arguments, type Command } from './command'
import { createContext } from './context'
import { commands } from './commands'

const help = (): string =>
  [
    'vitrine: annotate images, train classifiers, find out why they fail, fix, publish',
    '',
    ...commands.map(({ name, usage, summary }) => `  vitrine ${name} ${usage}\n      ${summary}`),
    '',
    '  --json prints one JSON document on standard output. Exit code 0 = done, 1 = failed, 2 = usage.'
  ].join('\n')

function parse(command: Command, args: readonly string[]): Arguments & { json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...command.options, json: { type: 'boolean' } },
      allowPositionals: true
    })
    const [least, most] = command.positionals
    if (positionals.length < least) throw new UsageError('an argument is missing')
    if (positionals.length > most) throw new UsageError(`“${positionals[most]}” is one argument too many`)
    return { positionals, options: values, json: values.json === true }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function toBody(error: unknown): ErrorBody {
  if (error instanceof VitrineError) return error.toBody()
  // Errors of a call carry the same code and details as the service's own.
  if (error instanceof Error && 'code' in error) {
    const details = 'data' in error && error.data ? { details: error.data } : {}
    const body = parseError({ code: error.code, message: error.message, ...details })
    if (body) return body
  }
  return { code: 'INTERNAL', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

/** Runs one command and returns the exit code. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv
  const command = commands.find(candidate => candidate.name === name)
  if (!command) {
    const asked = name === undefined || name === 'help' || name === '--help' || name === '-h'
    process[asked ? 'stdout' : 'stderr'].write(`${asked ? '' : `There is no command “${name}”.\n\n`}${help()}\n`)
    return asked ? 0 : 2
  }
  if (rest.includes('--help')) {
    process.stdout.write(`vitrine ${command.name} ${command.usage}\n${command.summary}\n`)
    return 0
  }
  const json = rest.includes('--json')
  const said = new Set<string>()
  const say = (sentence: string): void => {
    said.add(sentence)
    process.stderr.write(`${sentence}\n`)
  }
  try {
    const args = parse(command, rest)
    const context = createContext(args.json, say)
    const release = guardProcess({
      log: stderrLog,
      tell: message => context.tell(message),
      tellEnd: message => writeError({ code: 'INTERNAL', message }, json),
      close: () => context.close(),
      exit: code => process.exit(code)
    })
    try {
      await command.run(args, context)
    } finally {
      await context.close()
      release()
    }
    return 0
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\nusage: vitrine ${command.name} ${command.usage}\n`)
      return 2
    }
    const body = toBody(error)
    // Why a project can't be changed was said when it opened.
    if (json || !said.has(body.message)) writeError(body, json)
    return 1
  }
}

const writeError = (error: ErrorBody, json: boolean): void =>
  void process[json ? 'stdout' : 'stderr'].write(json ? `${JSON.stringify({ error })}\n` : `${error.message}\n`)
