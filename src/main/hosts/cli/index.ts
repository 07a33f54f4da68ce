import { runCommandLine } from './run'

const code = await runCommandLine(process.argv.slice(2))
// A command that has printed its document may have set a code of its own.
if (code !== 0) process.exitCode = code
