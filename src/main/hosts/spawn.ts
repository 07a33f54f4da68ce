import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { SpawnEngine } from '../engine-client/engine-port'

/** The engine's program, beside the host's own in the built tree. */
export const engineProgram = join(import.meta.dirname, 'engine.js')

/** Runs the engine as a child of plain Node; Electron's host has its own with `utilityProcess`. */
export const forkEngine: SpawnEngine = ({ env }) => {
  const child = fork(engineProgram, { env, serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  return {
    pid: child.pid,
    post: message => {
      // Structured clone takes any message; Node's type asks for a serialisable one. A dead child has no channel.
      if (child.connected) child.send(message as object)
    },
    onMessage: listener => void child.on('message', listener),
    onOutput: listener => {
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk: Buffer) => listener(chunk.toString()))
    },
    onExit: listener => void child.on('exit', listener),
    kill: () => void child.kill('SIGKILL')
  }
}
