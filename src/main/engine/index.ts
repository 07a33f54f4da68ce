import { connectParent } from './parent-port'
import { serveEngine } from './serve'

const exit = () => process.exit(0)
const port = connectParent(exit)
setInterval(() => port.post({ type: 'heartbeat' }), 1000).unref()
serveEngine(port, exit)
