import type { utilityProcess as UtilityProcess } from 'electron'
import type { SpawnEngine } from '../../engine-client/engine-port'

/** The engine as Electron's utility process: it dies alone, and its environment (LD_LIBRARY_PATH) is its own. */
export function utilityEngine(utilityProcess: typeof UtilityProcess, program: string): SpawnEngine {
  return ({ env, role }) => {
    const child = utilityProcess.fork(program, [], { env, stdio: 'pipe', serviceName: `Vitrine ${role}` })
    return {
      pid: child.pid,
      post: message => child.postMessage(message),
      onMessage: listener => void child.on('message', listener),
      onOutput: listener => {
        for (const stream of [child.stdout, child.stderr])
          stream?.on('data', (chunk: Buffer) => listener(chunk.toString()))
      },
      onExit: listener => void child.on('exit', code => listener(code, null)),
      kill: () => void child.kill()
    }
  }
}
