import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { peerPython } from './peers/python-environment'

/** What a worker answers; which fields depends on the task (engine-worker.ts, peers/protocol.py). */
export interface Answer {
  readonly version?: string
  readonly milliseconds?: number
  readonly cpuMilliseconds?: number
  readonly peakBytes?: number
  readonly gflops?: number
  readonly error?: string
}

export interface Worker {
  ask(request: object): Promise<Answer>
  stop(): void
}

/** One thing that is timed: a worker, and how it is asked. */
export interface Contender {
  readonly name: string
  readonly worker: Worker
  readonly perExecution: number
  /** Of a step: what is more would take minutes, and the others wait meanwhile. */
  readonly maxFlops: number
}

function startWorker(name: string, command: string, args: readonly string[]): Worker {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' }
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error(`${name} ended`)
      // Both ends of the pipe are ours.
      const answer = JSON.parse(value) as Answer
      if (answer.error) throw new Error(`${name}: ${answer.error}`)
      return answer
    },
    stop: () => child.stdin.end()
  }
}

/** Between cnn-2 (8 GFLOP) and resnet-18 (175), which would take it a dozen seconds a step. */
const wasmFlops = 50e9

const root = join(import.meta.dirname, '..')

/** In a process of its own, compiled the way the bench itself is. */
const ourWorker = (backend: string): Worker =>
  startWorker(backend, process.execPath, [
    join(root, 'bin/setup/script.mjs'),
    join(root, 'bench/engine-worker.ts'),
    backend
  ])

/** Ours first, then the peers that can be had. */
export function startContenders(peers: readonly string[], say: (line: string) => void): Contender[] {
  const contenders: Contender[] = [
    { name: 'Vitrine', worker: ourWorker('tensorflow'), perExecution: 1, maxFlops: Infinity }
  ]
  const python = (peer: 'keras' | 'torch'): Worker | null => {
    const command = peers.includes(peer) ? peerPython(peer, say) : null
    return command === null ? null : startWorker(peer, command, [join(root, 'bench/peers', `${peer}_peer.py`)])
  }
  const keras = python('keras')
  if (keras) {
    contenders.push({ name: 'Keras fit', worker: keras, perExecution: 1, maxFlops: Infinity })
    contenders.push({ name: 'Keras, 10 steps per execution', worker: keras, perExecution: 10, maxFlops: Infinity })
  }
  const torch = python('torch')
  if (torch) contenders.push({ name: 'PyTorch', worker: torch, perExecution: 1, maxFlops: Infinity })
  if (peers.includes('wasm'))
    contenders.push({ name: 'Vitrine on wasm', worker: ourWorker('wasm'), perExecution: 1, maxFlops: wasmFlops })
  return contenders
}
