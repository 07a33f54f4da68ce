import { connectParent } from './parent-port'
import { serveEngine } from './serve'

const port = connectParent()
// Electron's children share its terminal: what an interrupt means is the parent's to say, and its end is noticed anyway.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
setInterval(() => port.post({ type: 'heartbeat' }), 1000).unref()
serveEngine(port, () => process.exit(0))
