import type { Doctor } from '@shared/contract/engine-info'
import { createLoneEngine } from '../../spawn'
import { argument, numberOption, UsageError, type Command, type CommandContext } from '../command'
import { onInterrupt } from '../interrupt'

type BackendReport = Doctor['backends'][number]

/** What the doctor found, a line for each back end; the arrow stands at the one that trains. */
export function toLines({ chosen, backends }: Doctor): string {
  const describe = (report: BackendReport): string => {
    const { name, version, device, deviceMemory, driver, threads, selfTest, stepMs, reason } = report
    const facts = [
      version,
      device,
      deviceMemory !== null && `${(deviceMemory / 2 ** 30).toFixed(1)} GiB`,
      driver !== null && `driver ${driver}`,
      threads !== null && `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
      selfTest && describeTest(selfTest),
      stepMs !== null && `${stepMs.toFixed(1)} ms a step`
    ]
    return `${name === chosen ? '→' : ' '} ${name.padEnd(10)} ${[...facts, reason].filter(Boolean).join(', ')}`
  }
  return [...backends.map(describe), `training uses ${chosen ?? 'nothing: no engine works here'}`].join('\n')
}

function describeTest({ ok, maxError }: NonNullable<BackendReport['selfTest']>): string {
  const found = maxError === null ? 'values that are no numbers' : `largest error ${maxError.toExponential(1)}`
  return `self-test ${ok ? 'passed' : 'FAILED'}, ${found}`
}

async function doctor({ client, print }: CommandContext): Promise<void> {
  const vitrine = await client()
  const report = await vitrine.engine.doctor({ fresh: true })
  print(report, toLines(report))
}

/** Step times of every back end, measured several times: the least and the median tell a machine's noise apart. */
async function bench({ client, print, progress }: CommandContext, rounds: number): Promise<void> {
  const vitrine = await client()
  const steps = new Map<string, number[]>()
  for (let round = 0; round < rounds; round++) {
    progress(round / rounds, `round ${round + 1} of ${rounds}`)
    const { backends } = await vitrine.engine.doctor({ fresh: true })
    for (const { name, stepMs } of backends) if (stepMs !== null) steps.set(name, [...(steps.get(name) ?? []), stepMs])
  }
  progress(1, `${rounds} rounds`)
  const rows = [...steps].map(([name, values]) => {
    const sorted = values.toSorted((a, b) => a - b)
    return {
      name,
      rounds: values.length,
      least: sorted[0] ?? null,
      median: sorted[Math.floor(sorted.length / 2)] ?? null
    }
  })
  const text = rows.map(
    ({ name, least, median }) =>
      `${name.padEnd(10)} least ${least?.toFixed(1)} ms, median ${median?.toFixed(1)} ms a step`
  )
  print({ model: 'scratch', batchSize: 64, backends: rows }, text.join('\n'))
}

/** Needs no project: an engine's child of its own fetches or removes the library. Ctrl+C leaves nothing half done. */
async function provision(action: 'install' | 'uninstall', gpu: boolean, context: CommandContext): Promise<void> {
  const { print, progress } = context
  const engine = createLoneEngine()
  const abort = new AbortController()
  const release = onInterrupt(() => abort.abort())
  try {
    const before = await engine.provision({ action: 'check', gpu }, undefined, abort.signal)
    if (action === 'install' && before.reason !== null && before.downloadBytes !== null)
      process.stderr.write(`TensorFlow, ${Math.round(before.downloadBytes / 1e6)} MB, into ${before.root}\n`)
    const { root, changed } = await engine.provision(
      { action, gpu },
      ({ share, text }) => progress(share, text),
      abort.signal
    )
    if (action === 'install')
      print({ root, reused: !changed }, `TensorFlow is ${changed ? '' : 'already '}installed in ${root}`)
    else print({ root, removed: changed }, changed ? `Removed ${root}` : 'No engine was installed.')
  } finally {
    release()
    await engine.close()
  }
}

const unproven =
  'Vitrine has not been tried on an NVIDIA card so far: speed and exact repetition are unknown there. The self-test decides whether it is used.'

export const engine: Command = {
  name: 'engine',
  usage: 'doctor | install [--gpu] | uninstall [--gpu] | bench [--rounds 5]',
  summary: 'what can train here and how fast; fetches TensorFlow once for all projects, or removes it',
  options: { gpu: { type: 'boolean' }, rounds: { type: 'string' } },
  positionals: [1, 1],
  async run(args, context) {
    const action = argument(args, 0)
    const gpu = args.options.gpu === true
    switch (action) {
      case 'doctor':
        return await doctor(context)
      case 'bench':
        return await bench(context, numberOption(args, 'rounds') ?? 5)
      case 'install':
        if (gpu) process.stderr.write(`${unproven}\n`)
        return await provision(action, gpu, context)
      case 'uninstall':
        return await provision(action, gpu, context)
      default:
        throw new UsageError(`engine knows doctor, install, uninstall and bench, not “${action}”`)
    }
  }
}
