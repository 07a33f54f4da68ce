import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countConfusion } from '../src/shared/domain/metrics/confusion'
import { predictionsFromLabels } from '../src/shared/domain/metrics/predictions'
import { reportClasses } from '../src/shared/domain/metrics/report'
import { createRandom } from '../src/shared/domain/random/random'
import { peerPython } from './peers/python-environment'
import { repeat } from './repeat'

const models = 8
const examples = 70_000
const classes = 10
const rounds = 9

export interface MetricFigure {
  readonly what: string
  readonly vitrine: number
  readonly scikitLearn: number | null
  readonly ratio: number | null
}

/** Report and matrix of eight models on 70,000 examples beside scikit-learn on the same labels, in the same run. */
export async function measureMetrics(say: (line: string) => void): Promise<readonly MetricFigure[]> {
  const random = createRandom(42)
  const draw = (): Int32Array => Int32Array.from({ length: examples }, () => Math.floor(random.uniform() * classes))
  const truth = draw()
  const predicted = Array.from({ length: models }, () => truth.map(label => (random.uniform() < 0.9 ? label : 0)))
  const predictions = predicted.map(labels => predictionsFromLabels(labels, classes))
  const report = () => predictions.map(each => reportClasses(countConfusion(truth, each)))
  const ours = await repeat('', rounds, report)
  const peer = await measurePeer([truth, ...predicted], say)
  const reports = report()
  if (peer && peer.accuracy.some((value, at) => value !== reports[at]?.accuracy))
    throw new Error('The accuracies of the two are not the same')
  return [
    {
      what: `report and matrix, ${models} × ${examples.toLocaleString('en')}, ms`,
      vitrine: ours.median,
      scikitLearn: peer?.milliseconds ?? null,
      ratio: peer && peer.milliseconds / ours.median
    }
  ]
}

interface PeerAnswer {
  readonly milliseconds: number
  readonly accuracy: readonly number[]
}

async function measurePeer(labels: readonly Int32Array[], say: (line: string) => void): Promise<PeerAnswer | null> {
  const python = peerPython('sklearn', say)
  if (python === null) return null
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-metrics-'))
  try {
    const path = join(folder, 'labels.bin')
    await writeFile(path, Buffer.concat(labels.map(({ buffer }) => Buffer.from(buffer))))
    const script = join(import.meta.dirname, 'peers', 'sklearn_metrics.py')
    const args = [script, path, String(examples), String(models), String(rounds)]
    const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`scikit-learn stopped: ${stderr.trim().split('\n').at(-1)}`)
    // Printed by our own script.
    return JSON.parse(stdout) as PeerAnswer
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
