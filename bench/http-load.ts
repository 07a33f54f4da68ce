import { Worker } from 'node:worker_threads'

export interface Load {
  readonly port: number
  /** Asked for in turn, shared by all connections; from the start again when they are used up, unless `once`. */
  readonly paths: readonly string[]
  readonly connections: number
  /** An end after so many seconds in any case. */
  readonly seconds: number
  readonly once: boolean
}

export interface LoadResult {
  readonly requestsPerSecond: number
  readonly requests: number
  /** Answers other than 200. */
  readonly failures: number
  readonly bytes: number
}

/** Asks a server on this machine over kept-alive connections, from a thread of its own so as not to slow the server. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const worker = new Worker(new URL('./http-load-worker.ts', import.meta.url), { workerData: load })
  return await new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
