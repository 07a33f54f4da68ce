import { oc } from '@orpc/contract'
import * as v from 'valibot'
import { errorCodes, errorStatuses, type ErrorCode } from './errors'

/** A row id of the project; stable for the life of the project, also across undo and redo. */
export const idSchema = v.pipe(v.number(), v.integer(), v.minValue(1))
/** An id made by us that must be unique beyond the project (annotations, runs, jobs): a UUID. */
export const uuidSchema = v.pipe(v.string(), v.uuid())
/** SHA-256 of an object's bytes, lower-case hex. */
export const hashSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
/** ISO 8601 instant in UTC. */
export const instantSchema = v.pipe(v.string(), v.isoTimestamp())
/** A name that a person gives, trimmed, of 1 to 200 characters. */
export const nameSchema = v.pipe(v.string(), v.trim(), v.minLength(1, 'A name is needed.'), v.maxLength(200))

const details = v.optional(v.record(v.string(), v.unknown()))
type Errors = { [code in ErrorCode]: { data: typeof details; status: number } }
// Object.fromEntries widens the keys to string; the array is the closed set of codes.
const errors = Object.fromEntries(
  errorCodes.map(code => [code, { data: details, status: errorStatuses[code] }])
) as Errors

/** Every procedure may fail with any of the closed set of codes; `data` holds the details. */
export const procedure = oc.errors(errors)
