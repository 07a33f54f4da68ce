import { fork } from 'node:child_process'
import type { SpawnEngine } from './engine-port'

/** Spawn port of plain Node: `entry` is the built engine, `out/main/engine.js`. */
export function forkFrom(entry: string): SpawnEngine {
  return ({ env }) => {
    const child = fork(entry, [], {
      env: { ...env },
      // Options of this process (loaders, inspectors) are not the child's.
      execArgv: [],
      // A terminal signals its whole group: what Ctrl+C means is the parent's to say, and its end is noticed anyway.
      detached: process.platform !== 'win32',
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc']
    })
    const outputs = new Set<(text: string) => void>()
    const exits = new Set<(code: number | null, signal: string | null) => void>()
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => outputs.forEach(listener => listener(text)))
    }
    let ended = false
    const end = (code: number | null, signal: string | null) => {
      if (ended) return
      ended = true
      exits.forEach(listener => listener(code, signal))
    }
    // 'close' comes after the last output: a crash's last words are in by then.
    child.on('close', end)
    child.on('error', error => {
      outputs.forEach(listener => listener(error.message))
      if (child.pid === undefined) end(null, null)
    })
    return {
      pid: child.pid,
      post(message) {
        // A child that has just died takes no more messages; its exit is what tells. Structured clone takes any message,
        // while Node's type asks for JSON.
        if (child.connected) child.send(message as object, () => {})
      },
      onMessage: listener => void child.on('message', listener),
      onOutput: listener => void outputs.add(listener),
      onExit: listener => void exits.add(listener),
      kill: () => void child.kill('SIGKILL')
    }
  }
}
