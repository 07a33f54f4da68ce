import { join } from 'node:path'
import { createEngineClient, type EngineClient } from '../engine-client/engine-client'
import { engineEnvironment } from '../engine-client/environment'
import { forkFrom } from '../engine-client/fork-engine'

/** The engine's program, beside the host's own in the built tree. */
export const engineProgram = join(import.meta.dirname, 'engine.js')

/** Runs the engine as a child of plain Node; Electron's host has its own with `utilityProcess`. */
export const forkEngine = forkFrom(engineProgram)

/** An engine without a project, for what a run's folder alone determines. */
export const createLoneEngine = (): EngineClient =>
  createEngineClient({ spawn: forkEngine, environment: role => engineEnvironment(role) })
