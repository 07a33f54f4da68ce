import type { ParseArgsConfig } from 'node:util'
import type { Client } from '@shared/contract/contract'

export type OptionSpecs = NonNullable<ParseArgsConfig['options']>

/** Arguments as parsed, checked by the command itself. */
export interface Arguments {
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>
}

/** A backend, a server: what ends with the command, and by which windows are told. */
export interface KeptOpen {
  close(): Promise<void>
  tell?(message: string): void
}

/** What a command runs with. */
export interface CommandContext {
  readonly json: boolean
  /** Opens the project (or reaches the host that has it open) and answers as the window's backend does. */
  open(path: string): Promise<Client>
  /** A backend without a project yet. */
  client(): Promise<Client>
  /** One JSON document with `--json`, else the text. */
  print(document: unknown, text: string): void
  /** Kept until the command has ended, however it ends; the latest is closed first. */
  keepOpen(thing: KeptOpen): void
  /** On a terminal a bar that redraws itself, else a line now and then; on standard error. */
  progress(share: number | null, detail: string): void
}

export interface Command {
  readonly name: string
  /** `PROJECT SOURCE… [--format FORMAT]` */
  readonly usage: string
  readonly summary: string
  readonly options?: OptionSpecs
  /** Fewest and most positional arguments. */
  readonly positionals: readonly [least: number, most: number]
  run(args: Arguments, context: CommandContext): Promise<void>
}

/** Wrong words on the command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export function textOption({ options }: Arguments, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** Errors: UsageError when it isn't a number. */
export function numberOption(args: Arguments, name: string): number | undefined {
  const text = textOption(args, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--${name} takes a number, not “${text}”`)
  return value
}

export function argument({ positionals }: Arguments, index: number): string {
  const value = positionals[index]
  if (value === undefined) throw new UsageError('an argument is missing')
  return value
}
