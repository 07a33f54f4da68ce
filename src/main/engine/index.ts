import { connectParent } from './parent-port'
import { serveEngine } from './serve'

const port = connectParent()
setInterval(() => port.post({ type: 'heartbeat' }), 1000).unref()
serveEngine(port, () => process.exit(0))
