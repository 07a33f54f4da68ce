import { join } from 'node:path'
import { forkFrom } from '../engine-client/fork-engine'

/** The engine's program, beside the host's own in the built tree. */
export const engineProgram = join(import.meta.dirname, 'engine.js')

/** Runs the engine as a child of plain Node; Electron's host has its own with `utilityProcess`. */
export const forkEngine = forkFrom(engineProgram)
