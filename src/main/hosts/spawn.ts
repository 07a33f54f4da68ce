import { join } from 'node:path'
import { createEngineClient, type EngineClient } from '../engine-client/engine-client'
import { engineEnvironment } from '../engine-client/environment'
import { forkFrom } from '../engine-client/fork-engine'
import { programRoot } from './surroundings'

/** The engine's program in the built tree; a host's own code may lie in a chunk elsewhere. */
const engineProgram = join(programRoot, 'out/main/engine.js')

/** Runs the engine as a child of plain Node; Electron's host has its own with `utilityProcess`. */
export const forkEngine = forkFrom(engineProgram)

/** An engine without a project, for what a run's folder alone determines. */
export const createLoneEngine = (): EngineClient =>
  createEngineClient({ spawn: forkEngine, environment: role => engineEnvironment(role) })
