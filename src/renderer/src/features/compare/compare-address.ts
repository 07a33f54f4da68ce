import type { ComparedShow } from '@shared/contract/comparison'

/** Everything that the Compare screen shows, as its address says it. Runs by number, classes by index. */
export interface CompareAddress {
  readonly runs: readonly number[]
  readonly on: string | null
  readonly tab: 'models' | 'difference'
  readonly show: ComparedShow
  /** Run numbers that wins, losses and the difference are about. */
  readonly a: number | null
  readonly b: number | null
  readonly truth: number | null
  readonly aPredicted: number | null
  readonly bPredicted: number | null
  /** Index of the row that has the cursor, for coming back to it. */
  readonly row: number | null
}

type Query = Readonly<Record<string, string | undefined>>

const shows: readonly ComparedShow[] = ['all', 'allRight', 'someWrong', 'allWrong', 'disagree', 'wins', 'losses']

export function readAddress(query: Readonly<Record<string, unknown>>): CompareAddress {
  const text = (key: string): string => (typeof query[key] === 'string' ? query[key] : '')
  const whole = (key: string): number | null => (/^\d+$/.test(text(key)) ? Number(text(key)) : null)
  return {
    runs: [...new Set(text('runs').split(',').filter(Boolean).map(Number).filter(Number.isInteger))].slice(0, 8),
    on: text('on') || null,
    tab: text('tab') === 'difference' ? 'difference' : 'models',
    show: shows.find(show => show === text('show')) ?? 'all',
    a: whole('a'),
    b: whole('b'),
    truth: whole('truth'),
    aPredicted: whole('ap'),
    bPredicted: whole('bp'),
    row: whole('row')
  }
}

/** What is not said is as it is by itself. */
export function writeAddress(address: CompareAddress): Query {
  const number = (value: number | null): string | undefined => (value === null ? undefined : String(value))
  return {
    runs: address.runs.join(',') || undefined,
    on: address.on ?? undefined,
    tab: address.tab === 'models' ? undefined : address.tab,
    show: address.show === 'all' ? undefined : address.show,
    a: number(address.a),
    b: number(address.b),
    truth: number(address.truth),
    ap: number(address.aPredicted),
    bp: number(address.bPredicted),
    row: number(address.row)
  }
}

/** How many filters are on, for the sentence that nothing matches. */
export const countFilters = ({ show, truth, aPredicted, bPredicted }: CompareAddress): number =>
  [show !== 'all', truth !== null, aPredicted !== null, bPredicted !== null].filter(Boolean).length
