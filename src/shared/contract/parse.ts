import * as v from 'valibot'
import { VitrineError } from './errors'
import { layerSchema } from './model'

const supportedLayers = layerSchema.options.map(option => option.entries.class_name.literal)

/** Parses, or throws INVALID_INPUT with the place and the reason; UNSUPPORTED for a layer that no back end knows. */
export function parseOrExplain<S extends v.GenericSchema>(schema: S, input: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, input)
  if (result.success) return result.output
  const [issue] = result.issues
  const path = v.getDotPath(issue) ?? ''
  if (path.endsWith('.class_name') && path.includes('layers.')) {
    throw new VitrineError(
      'UNSUPPORTED',
      `Layer ${issue.received} (${path}) is not supported. Supported are ${supportedLayers.join(', ')}.`,
      { path }
    )
  }
  throw new VitrineError('INVALID_INPUT', `${what} is not valid at "${path}": ${issue.message}`, { path })
}
