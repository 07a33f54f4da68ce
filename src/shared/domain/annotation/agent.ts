import { asArray, asText, idOf, isRecord, localName, own } from '../json/json-value'
import type { Agent } from './model'

/** Reads a creator: an IRI, a name, or an agent in W3C's or FOAF's words; the first of several. */
export function agentOf(value: unknown): Agent | null {
  const agent = asArray(value)[0]
  if (typeof agent === 'string')
    return /^[a-z][a-z\d+.-]*:/i.test(agent)
      ? { id: agent, name: null, type: null }
      : { id: null, name: asText(agent), type: null }
  if (!isRecord(agent)) return null
  const name = asText(asArray(own(agent, 'name', 'foaf:name', 'nickname', 'label', 'rdfs:label'))[0])
  const type = asText(asArray(own(agent, 'type', '@type'))[0])
  const id = idOf(agent)
  return id === null && name === null ? null : { id, name, type: type && localName(type) }
}
