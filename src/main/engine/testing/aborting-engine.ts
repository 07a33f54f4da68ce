import { knownBackends } from '../backends'
import { connectParent } from '../parent-port'
import { serveEngine } from '../serve'

/** For tests: the engine's program, where loading TensorFlow ends the process as a library of the wrong version does. */
const broken = knownBackends().map(candidate => ({
  ...candidate,
  open: candidate.name === 'tensorflow' ? () => process.abort() : candidate.open
}))
serveEngine(connectParent(), () => process.exit(0), broken)
