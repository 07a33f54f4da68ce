import type { Ratio } from './engine-statistics'

/** One contender's line for one model. */
export interface EngineFigure {
  readonly model: string
  readonly contender: string
  /** Medians over the rounds. */
  readonly stepMs: number
  readonly imagesPerSecond: number | null
  /** Theirs ÷ ours for a step, ours ÷ theirs for prediction: above 1 we are quicker. Null on our own line. */
  readonly stepRatio: Ratio | null
  readonly predictRatio: Ratio | null
  /** The step's ratio in processor time of all threads, steadier where the machine has other work. */
  readonly cpuRatio: Ratio | null
  /** Of the machine's matrix product rate. */
  readonly peakShare: number
  readonly peakBytes: number
}

const ratioText = (ratio: Ratio | null): string => {
  if (ratio === null) return ''
  const interval = ratio.interval ? ` [${ratio.interval.map(value => value.toFixed(2)).join(', ')}]` : ''
  return `${ratio.mean.toFixed(2)}×${interval}`
}

const widths = [11, 30, 10, 22, 22, 12, 22, 8, 8]
const line = (cells: readonly string[]): string =>
  cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' ')

export const engineTableHead = line([
  'model',
  'contender',
  'ms/step',
  'ratio [95 %]',
  'in CPU time',
  'images/s',
  'ratio [95 %]',
  'of peak',
  'MB'
])

export const engineTableLine = (figure: EngineFigure): string =>
  line([
    figure.model,
    figure.contender,
    figure.stepMs.toFixed(1),
    ratioText(figure.stepRatio),
    ratioText(figure.cpuRatio),
    figure.imagesPerSecond?.toFixed(0) ?? '',
    ratioText(figure.predictRatio),
    `${(figure.peakShare * 100).toFixed(0)} %`,
    (figure.peakBytes / 2 ** 20).toFixed(0)
  ])
