import { connect, type Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import type { Load, LoadResult } from './http-load.ts'

/** The least that reads answers with a content-length: an HTTP library would be what is measured. */
const load = workerData as Load // runLoad is the only one who starts this
const started = performance.now()
let next = 0
let requests = 0
let failures = 0
let bytes = 0

function nextPath(): string | undefined {
  const isOver = performance.now() - started > load.seconds * 1000
  if (isOver || (load.once && next >= load.paths.length)) return undefined
  return load.paths[next++ % load.paths.length]
}

function ask(socket: Socket, done: () => void): void {
  let head = ''
  let left = -1
  const send = (): void => {
    const path = nextPath()
    head = ''
    left = -1
    if (path === undefined) {
      socket.destroy()
      done()
    } else socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${load.port}\r\n\r\n`)
  }
  socket.on('connect', send)
  socket.on('error', done)
  socket.on('data', chunk => {
    bytes += chunk.length
    if (left < 0) {
      head += chunk.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1])
      left = length - (head.length - end - 4)
      if (!head.startsWith('HTTP/1.1 200')) failures++
    } else left -= chunk.length
    if (left <= 0) {
      requests++
      send()
    }
  })
}

const sockets = Array.from({ length: load.connections }, () => connect(load.port, '127.0.0.1'))
await Promise.all(sockets.map(socket => new Promise<void>(done => ask(socket, done))))
const seconds = (performance.now() - started) / 1000
const result: LoadResult = { requestsPerSecond: requests / seconds, requests, failures, bytes }
parentPort?.postMessage(result)
